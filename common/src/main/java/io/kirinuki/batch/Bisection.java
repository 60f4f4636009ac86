package io.kirinuki.batch;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of batches through one lane: a run that fails is halved until what breaks it stands alone, and what stands alone
 * is blamed only where it fails twice more, between two runs of a harmless input that go well. So neither a hiccup of the
 * device nor a device that is gone makes a poison of an innocent input, and want of memory never does. Where the harmless
 * input fails the device is out, and is left alone for a moment.
 *
 * <p>Owned by the lane's thread. Every input that it is given has its end when {@link #run} returns.
 */
final class Bisection<I, O> {
    private static final Logger LOG = LoggerFactory.getLogger(Bisection.class);
    private static final AtomicLong RUNS = new AtomicLong();

    /** How often an input that failed alone is run again before it is blamed. */
    private static final int AGAIN = 2;

    private final Accelerator<I, O> accelerator;
    private final Accelerator.Lane<I, O> lane;
    private final BatchLimit limit;
    private final Soundness soundness;
    private final BatchListener listener;
    private final Heartbeat heart;

    Bisection(
            Accelerator<I, O> accelerator,
            Accelerator.Lane<I, O> lane,
            BatchLimit limit,
            Soundness soundness,
            BatchListener listener,
            Heartbeat heart) {
        this.accelerator = accelerator;
        this.lane = lane;
        this.limit = limit;
        this.soundness = soundness;
        this.listener = listener;
        this.heart = heart;
    }

    /** An input that failed alone. */
    private record Suspect<I, O>(Waiting<I, O> waiting, AcceleratorException why) {}

    void run(List<Waiting<I, O>> batch) {
        Optional<Failure> outage = soundness.resting();
        if (outage.isPresent()) {
            batch.forEach(waiting -> waiting.fail(outage.get()));
            return;
        }
        List<Suspect<I, O>> suspects = new ArrayList<>();
        for (List<Waiting<I, O>> alike : alike(batch)) run(alike, suspects);
        boolean sound = true;
        for (Suspect<I, O> suspect : suspects) {
            if (sound) sound = judge(suspect);
            else suspect.waiting().fail(deviceOutage(suspect.why()));
        }
    }

    /** Each a run of its own: counted together, they would tell of a batch that never was. */
    private List<List<Waiting<I, O>>> alike(List<Waiting<I, O>> batch) {
        Map<Accelerator.Kind, List<Waiting<I, O>>> kinds = new LinkedHashMap<>();
        for (Waiting<I, O> waiting : batch) {
            kinds.computeIfAbsent(kind(waiting), kind -> new ArrayList<>()).add(waiting);
        }
        List<List<Waiting<I, O>>> runs = new ArrayList<>();
        kinds.forEach((kind, all) -> {
            for (int from = 0; from < all.size(); from += kind.most()) {
                runs.add(all.subList(from, Math.min(from + kind.most(), all.size())));
            }
        });
        return runs;
    }

    /** An input that cannot even be told the kind of runs alone, and fails of it there. */
    private Accelerator.Kind kind(Waiting<I, O> waiting) {
        try {
            return accelerator.kind(waiting.input());
        } catch (RuntimeException bug) {
            return new Accelerator.Kind(waiting, 1);
        }
    }

    private void run(List<Waiting<I, O>> batch, List<Suspect<I, O>> suspects) {
        try {
            succeed(batch);
        } catch (AcceleratorException e) {
            if (batch.size() == 1) suspects.add(new Suspect<>(batch.getFirst(), e));
            else halve(batch, suspects);
        } catch (RuntimeException | Error bug) {
            if (batch.size() > 1) {
                halve(batch, suspects);
                return;
            }
            LOG.error("Bug in a run of {}", accelerator.name(), bug);
            batch.getFirst().fail(new Failure.Internal(bug.toString()));
        }
    }

    private void halve(List<Waiting<I, O>> batch, List<Suspect<I, O>> suspects) {
        int half = batch.size() / 2;
        run(batch.subList(0, half), suspects);
        run(batch.subList(half, batch.size()), suspects);
    }

    /** Runs them and gives each its output, or throws and has given none. */
    private void succeed(List<Waiting<I, O>> batch) throws AcceleratorException {
        long start = System.nanoTime();
        List<O> outputs = outputs(batch.stream().map(Waiting::input).toList());
        Duration ran = Duration.ofNanos(System.nanoTime() - start);
        Run run = new Run(RUNS.incrementAndGet(), accelerator.name(), batch.size(), start, ran);
        List<Batched<O>> batched = new ArrayList<>(outputs.size());
        for (int i = 0; i < outputs.size(); i++) {
            Duration queued = Duration.ofNanos(start - batch.get(i).since());
            batched.add(new Batched<>(outputs.get(i), run, queued));
        }
        tell(batch.size(), kind(batch.getFirst()).most(), ran);
        for (int i = 0; i < batched.size(); i++) batch.get(i).end(Outcome.done(batched.get(i)));
    }

    private List<O> outputs(List<I> inputs) throws AcceleratorException {
        heart.works();
        try {
            List<O> outputs = lane.run(inputs);
            if (outputs.size() != inputs.size()) {
                throw new IllegalStateException("%s gives %d outputs for %d inputs"
                        .formatted(accelerator.name(), outputs.size(), inputs.size()));
            }
            soundness.ran();
            if (limit.ran(inputs.size())) {
                LOG.info("Model {} has memory again: batches of up to {}", accelerator.name(), limit.now());
            }
            return outputs;
        } catch (AcceleratorException e) {
            if (e.outOfMemory()) lower(inputs.size(), e);
            throw e;
        } catch (OutOfMemoryError e) {
            lower(inputs.size(), e);
            throw new AcceleratorException("out of memory: " + e.getMessage(), true, e);
        } finally {
            heart.rests();
        }
    }

    private void lower(int size, Throwable why) {
        if (!limit.outOfMemory(size)) return;
        LOG.warn(
                "Model {} has no memory for a batch of {}: at most {} for now: {}",
                accelerator.name(),
                size,
                limit.now(),
                why.getMessage());
        try {
            listener.lowered(accelerator.name(), limit.now());
        } catch (RuntimeException | Error theirs) {
            LOG.error("Bug in what listens to batches", theirs);
        }
    }

    private void tell(int size, int room, Duration ran) {
        try {
            listener.batchRan(accelerator.name(), size, room, ran);
        } catch (RuntimeException | Error theirs) {
            LOG.error("Bug in what listens to batches", theirs);
        }
    }

    /** Whether the device is sound enough to judge others by. */
    private boolean judge(Suspect<I, O> suspect) {
        AcceleratorException why = suspect.why();
        boolean outOfMemory = why.outOfMemory();
        boolean sound = harmlessPasses();
        for (int run = 0; run < AGAIN && sound; run++) {
            try {
                succeed(List.of(suspect.waiting()));
                LOG.info("Model {} failed, and not when run again: {}", accelerator.name(), why.getMessage());
                return true;
            } catch (AcceleratorException again) {
                why = again;
                outOfMemory |= again.outOfMemory();
            }
        }
        sound = sound && harmlessPasses();
        suspect.waiting().fail(sound ? blame(why, outOfMemory) : deviceOutage(why));
        return sound;
    }

    private Failure blame(AcceleratorException why, boolean outOfMemory) {
        return outOfMemory
                ? new Failure.ModelFailed(accelerator.name(), why.getMessage())
                : new Failure.Poison(accelerator.name(), why.getMessage());
    }

    private Failure deviceOutage(AcceleratorException why) {
        return new Failure.DeviceOutage(accelerator.name(), why.getMessage());
    }

    /** At once or when run again: it may meet a hiccup too. */
    private boolean harmlessPasses() {
        AcceleratorException last = null;
        for (int run = 0; run < 2; run++) {
            try {
                outputs(List.of(accelerator.harmless()));
                return true;
            } catch (AcceleratorException hiccup) {
                last = hiccup;
            }
        }
        soundness.failed(last.getMessage());
        return false;
    }
}
