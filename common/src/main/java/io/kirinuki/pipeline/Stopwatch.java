package io.kirinuki.pipeline;

import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.outcome.Outcome.Work;
import io.kirinuki.schema.ImageResult.Timings;
import java.time.Duration;

/** Where one image's time went, waits counted in. Owned by the image's thread. */
final class Stopwatch {
    private long fetchNanos;
    private long decodeNanos;
    private long queueNanos;
    private long inferNanos;
    private long renderNanos;
    private long storeNanos;

    <T> T fetch(Work<T> work) throws FailedException, InterruptedException {
        long start = System.nanoTime();
        try {
            return work.run();
        } finally {
            fetchNanos += System.nanoTime() - start;
        }
    }

    <T> T decode(Work<T> work) throws FailedException, InterruptedException {
        long start = System.nanoTime();
        try {
            return work.run();
        } finally {
            decodeNanos += System.nanoTime() - start;
        }
    }

    <T> T render(Work<T> work) throws FailedException, InterruptedException {
        long start = System.nanoTime();
        try {
            return work.run();
        } finally {
            renderNanos += System.nanoTime() - start;
        }
    }

    <T> T store(Work<T> work) throws FailedException, InterruptedException {
        long start = System.nanoTime();
        try {
            return work.run();
        } finally {
            storeNanos += System.nanoTime() - start;
        }
    }

    void inferred(Duration queued, Duration ran) {
        queueNanos += queued.toNanos();
        inferNanos += ran.toNanos();
    }

    Timings timings() {
        return new Timings(
                millis(fetchNanos),
                millis(decodeNanos),
                millis(queueNanos),
                millis(inferNanos),
                millis(renderNanos),
                millis(storeNanos));
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1e4) / 100.0;
    }
}
