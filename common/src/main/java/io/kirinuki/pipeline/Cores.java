package io.kirinuki.pipeline;

import io.kirinuki.batch.Lines;
import io.kirinuki.batch.Traffic;
import io.kirinuki.batch.WaitingLines;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.outcome.Outcome.Work;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/**
 * As many threads as there are cores, for decoding and rendering. Images live on virtual threads; long native work on
 * those would hold up everybody's network. A core that is free takes live work first, and backfill's share of it.
 */
public final class Cores implements AutoCloseable {
    private final int threads;
    private final ExecutorService pool;
    private final WaitingLines<FutureTask<?>> line;

    public Cores(int threads) {
        this(threads, Lines.USUAL_BACKFILL_SHARE);
    }

    /** @param backfillShare of the work that is taken up while live work waits too */
    public Cores(int threads, double backfillShare) {
        this.threads = threads;
        this.line = new WaitingLines<>(backfillShare);
        this.pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("pixels-", 0).daemon(true).factory());
    }

    public int threads() {
        return threads;
    }

    /** Runs the work on a core while the caller waits. Interrupted, it still waits: the work uses the caller's memory. */
    public <T> T run(Work<T> work, Traffic traffic) throws FailedException, InterruptedException {
        FutureTask<T> running = new FutureTask<>(work::run);
        line.add(traffic, running);
        try {
            pool.execute(this::runNext); // whoever's turn it is by then: there are as many runs as there is work
        } catch (RejectedExecutionException closed) {
            if (line.remove(running)) throw closed;
        }
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

    private void runNext() {
        FutureTask<?> next = line.poll();
        if (next != null) next.run();
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
