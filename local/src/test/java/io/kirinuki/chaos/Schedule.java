package io.kirinuki.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** All faults of a run, fixed by its seed before it begins: the same seed and options give the same ones. */
record Schedule(List<Fault> faults) {
    /**
     * One fault.
     *
     * @param at after the first request
     * @param worker whose, where it is a worker's; from 0
     * @param grain decides what else there is to choose
     */
    record Fault(int number, Duration at, FaultKind kind, int worker, long grain) {
        Random random() {
            return new Random(grain);
        }
    }

    Schedule {
        faults = List.copyOf(faults);
    }

    static Schedule of(long seed, int count, Duration span, Set<FaultKind> kinds, int workers) {
        Random random = new Random(seed);
        List<FaultKind> first = new ArrayList<>(EnumSet.copyOf(kinds));
        Collections.shuffle(first, random);
        List<FaultKind> urn = new ArrayList<>();
        EnumSet.copyOf(kinds).forEach(kind -> urn.addAll(Collections.nCopies(kind.weight, kind)));
        List<Fault> faults = new ArrayList<>();
        double pause = (double) span.toMillis() / count;
        double at = 0;
        for (int i = 0; i < count; i++) {
            at += pause * (0.5 + random.nextDouble());
            FaultKind kind = i < first.size() ? first.get(i) : urn.get(random.nextInt(urn.size()));
            faults.add(
                    new Fault(i + 1, Duration.ofMillis((long) at), kind, random.nextInt(workers), random.nextLong()));
        }
        return new Schedule(faults);
    }
}
