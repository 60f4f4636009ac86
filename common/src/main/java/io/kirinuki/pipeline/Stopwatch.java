package io.kirinuki.pipeline;

import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.outcome.Outcome.Work;
import io.kirinuki.schema.ImageResult.Timings;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Where one image's time went, and how much of the processors'. Owned by the image's thread; any may look at which stage it is. */
final class Stopwatch {
    private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
    private long cpuNanos;
    private volatile Stage stage = Stage.FETCH;

    Stage stage() {
        return stage;
    }

    /** Adds what the work takes to the stage, also where it fails. */
    <T> T time(Stage stage, Work<T> work) throws FailedException, InterruptedException {
        long start = System.nanoTime();
        this.stage = stage;
        try {
            return work.run();
        } finally {
            this.stage = Stage.QUEUE; // nothing else is waited for between what is timed
            nanos.merge(stage, System.nanoTime() - start, Long::sum);
        }
    }

    void add(Stage stage, Duration time) {
        nanos.merge(stage, time.toNanos(), Long::sum);
    }

    /** Adds processor time that was spent on the image. */
    void cpu(long more) {
        cpuNanos += more;
    }

    double cpuMillis() {
        return hundredths((double) cpuNanos);
    }

    Timings timings() {
        return new Timings(
                millis(Stage.FETCH),
                millis(Stage.DECODE),
                millis(Stage.QUEUE),
                millis(Stage.INFER),
                millis(Stage.RENDER),
                millis(Stage.STORE));
    }

    private double millis(Stage stage) {
        return hundredths((double) nanos.getOrDefault(stage, 0L));
    }

    /** Milliseconds, to the hundredth. */
    static double hundredths(double nanos) {
        return Math.round(nanos / 1e4) / 100.0;
    }
}
