package io.kirinuki.pipeline;

import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.outcome.Outcome.Work;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * As many threads as there are cores, for decoding and rendering. Images live on virtual threads; long native work on
 * those would hold up everybody's network.
 */
public final class Cores implements AutoCloseable {
    private final int threads;
    private final ExecutorService pool;

    public Cores(int threads) {
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("pixels-", 0).daemon(true).factory());
    }

    public int threads() {
        return threads;
    }

    /** Runs the work on a core while the caller waits. Interrupted, it still waits: the work uses the caller's memory. */
    public <T> T run(Work<T> work) throws FailedException, InterruptedException {
        Future<T> running = pool.submit((Callable<T>) work::run);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return running.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case FailedException failed -> throw failed;
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                default -> throw new IllegalStateException(e.getCause());
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
