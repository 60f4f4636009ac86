package io.kirinuki.worker.page;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How fast the worker goes, over the last seconds: the differences of counters that are read while somebody looks. Any
 * thread.
 */
final class RecentRates {
    private static final long WINDOW = Duration.ofSeconds(10).toNanos();
    private static final long LEAST = Duration.ofMillis(900).toNanos();

    /** One reading of the counters. */
    private record Reading(long nanos, long answers, Batches.Sum batches, Map<String, Double> spent) {}

    /**
     * @param seconds that it was taken over
     * @param batchImages mean of a batch; absent where none ran
     * @param fill of batches, of their room
     * @param busy mean number of batches in the models at a time
     * @param waits what the accelerator spent its time on, shares of 1; none where nobody measures it
     */
    record Rates(
            double seconds,
            double imagesPerSecond,
            double batchesPerSecond,
            Optional<Double> batchImages,
            Optional<Double> fill,
            double busy,
            Map<String, Double> waits) {}

    private final RecentAnswers answers;
    private final Batches batches;
    private final LongSupplier nanos;
    private final Deque<Reading> readings = new ArrayDeque<>(); // the oldest first

    RecentRates(RecentAnswers answers, Batches batches, LongSupplier nanos) {
        this.answers = answers;
        this.batches = batches;
        this.nanos = nanos;
    }

    /**
     * Absent until two readings lie a second apart.
     *
     * @param spent see {@link Machine}
     */
    synchronized Optional<Rates> rates(Map<String, Double> spent) {
        Reading now = new Reading(nanos.getAsLong(), answers.tally().all(), batches.sum(), spent);
        while (!readings.isEmpty() && now.nanos() - readings.peekFirst().nanos() > WINDOW) readings.removeFirst();
        if (readings.isEmpty() || now.nanos() - readings.peekLast().nanos() >= LEAST) readings.addLast(now);
        Reading then = readings.peekFirst();
        if (now.nanos() - then.nanos() < LEAST) return Optional.empty();
        double seconds = (now.nanos() - then.nanos()) / 1e9;
        Batches.Sum ran = now.batches().less(then.batches());
        return Optional.of(new Rates(
                seconds,
                (now.answers() - then.answers()) / seconds,
                ran.runs() / seconds,
                ran.runs() == 0 ? Optional.empty() : Optional.of((double) ran.images() / ran.runs()),
                ran.room() == 0 ? Optional.empty() : Optional.of((double) ran.images() / ran.room()),
                ran.nanos() / 1e9 / seconds,
                shares(then.spent(), spent)));
    }

    private static Map<String, Double> shares(Map<String, Double> then, Map<String, Double> now) {
        Map<String, Double> shares = new LinkedHashMap<>();
        now.forEach((reason, seconds) -> shares.put(reason, Math.max(0, seconds - then.getOrDefault(reason, 0.0))));
        double all = shares.values().stream().mapToDouble(Double::doubleValue).sum();
        if (all == 0) return Map.of();
        shares.replaceAll((reason, seconds) -> seconds / all);
        return shares;
    }
}
