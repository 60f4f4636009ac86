package io.kirinuki.pipeline;

import io.kirinuki.batch.Asker;
import io.kirinuki.batch.Heartbeat;
import io.kirinuki.batch.Lines;
import io.kirinuki.batch.Shares;
import io.kirinuki.batch.WaitingLines;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.outcome.Outcome.Work;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * As many threads as there are cores, for decoding and rendering. Images live on virtual threads; long native work on
 * those would hold up everybody's network. A core that is free takes live work first, and backfill's share of it.
 *
 * <p>All threads run from the beginning: one that could not be started later would leave work in line behind it. Whatever
 * work throws, they go on.
 */
public final class Cores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cores.class);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long BREATH_NANOS = 10_000_000;

    private final List<Heartbeat> hearts;
    private final WaitingLines<FutureTask<?>> line;
    private volatile boolean stopped;

    public Cores(int threads) {
        this(threads, new Shares(Lines.USUAL_BACKFILL_SHARE));
    }

    /** @param shares of the work that is taken up */
    public Cores(int threads, Shares shares) {
        this.line = new WaitingLines<>(shares);
        this.hearts = IntStream.range(0, threads)
                .mapToObj(i -> new Heartbeat("pixels-" + i))
                .toList();
        try {
            for (Heartbeat heart : hearts) {
                Thread.ofPlatform().name(heart.loop()).daemon(true).start(() -> work(heart));
            }
        } catch (OutOfMemoryError noThread) {
            stopped = true;
            throw noThread;
        }
    }

    public int threads() {
        return hearts.size();
    }

    List<Heartbeat> heartbeats() {
        return hearts;
    }

    private void work(Heartbeat heart) {
        try {
            while (!stopped || line.size() > 0) workOnce(heart);
        } finally {
            heart.ends("closed");
        }
    }

    private void workOnce(Heartbeat heart) {
        FutureTask<?> next = null;
        try {
            next = line.poll(Heartbeat.SIGN.toNanos());
            if (next == null) return;
            heart.works();
            next.run();
        } catch (InterruptedException left) {
            // By the work that was done before: none of ours to hear.
        } catch (RuntimeException | Error bug) {
            if (next != null) next.cancel(false); // whoever waits for it must not wait for ever
            tell(bug);
            LockSupport.parkNanos(BREATH_NANOS); // or want of memory would go round and round
        } finally {
            heart.rests();
        }
    }

    private static void tell(Throwable bug) {
        try {
            LOG.error("Bug on a core", bug);
        } catch (RuntimeException | Error another) {
            // No memory to tell of want of memory.
        }
    }

    /** Runs the work on a core while the caller waits. Interrupted, it still waits: the work uses the caller's memory. */
    public <T> T run(Work<T> work, Asker asker) throws FailedException, InterruptedException {
        return run(work, asker, nanos -> {});
    }

    /** The same; {@code cpu} is told, on the core, how long it worked, in nanoseconds, also where the work fails. */
    <T> T run(Work<T> work, Asker asker, LongConsumer cpu) throws FailedException, InterruptedException {
        if (stopped) throw closed();
        FutureTask<T> running = new FutureTask<>(() -> {
            long before = THREADS.getCurrentThreadCpuTime();
            try {
                return work.run();
            } finally {
                cpu.accept(THREADS.getCurrentThreadCpuTime() - before);
            }
        });
        line.add(asker, running);
        // The threads may have seen the line empty just before we added to it; then nobody else would run it.
        if (stopped && line.remove(running)) throw closed();
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

    private static RejectedExecutionException closed() {
        return new RejectedExecutionException("cores are closed");
    }

    /** What waits is still worked on. */
    @Override
    public void close() {
        stopped = true; // before threads are woken, who look
        line.close();
    }
}
