package io.kirinuki.pipeline;

import io.kirinuki.batch.Batched;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.outcome.Outcome.Work;
import io.kirinuki.schema.ImageResult.Timings;
import java.util.EnumMap;
import java.util.Map;

/** Where one image's time went, and how much of the processors'. Owned by the image's thread; any may look at which stage it is. */
final class Stopwatch {
    private final JourneyTrace trace;
    private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
    private long cpuNanos;
    private volatile Stage stage = Stage.FETCH;

    Stopwatch(JourneyTrace trace) {
        this.trace = trace;
    }

    Stage stage() {
        return stage;
    }

    /** Adds what the work takes to the stage, also where it fails. */
    <T> T time(Stage stage, Work<T> work) throws FailedException, InterruptedException {
        long start = System.nanoTime();
        this.stage = stage;
        try (JourneyTrace.Section section = trace.stage(stage)) {
            return told(section, work);
        } finally {
            this.stage = Stage.QUEUE; // nothing else is waited for between what is timed
            nanos.merge(stage, System.nanoTime() - start, Long::sum);
        }
    }

    private static <T> T told(JourneyTrace.Section section, Work<T> work) throws FailedException, InterruptedException {
        try {
            return work.run();
        } catch (FailedException | InterruptedException | RuntimeException | Error e) {
            section.fails(e);
            throw e;
        }
    }

    /** Adds what a model's run took, and the wait for it. */
    void ran(Batched<?> batched) {
        nanos.merge(Stage.QUEUE, batched.queued().toNanos(), Long::sum);
        nanos.merge(Stage.INFER, batched.run().took().toNanos(), Long::sum);
        trace.ran(batched);
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
