package io.kirinuki.worker.supervision;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the replacement of stream threads that break: with rests between, and to a limit, after which the worker is given
 * up, so that whoever runs the process starts it anew and sees why.
 *
 * <p>The rest is the new thread's, before it joins the group: then it holds no partitions that others could serve.
 *
 * <p>Threads: {@link #handle} is called on the thread that broke, {@link #rest} on each that begins; any may read.
 */
public final class Supervisor implements StreamsUncaughtExceptionHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    private final SupervisionLimits limits;
    private final LongSupplier nanos;
    private final Breaks breaks;
    private final Consumer<String> counter;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Consumer<String> end = why -> {};
    private volatile Optional<String> gaveUp = Optional.empty();
    private volatile Optional<Rest> rest = Optional.empty();

    private volatile boolean joined;
    private volatile boolean started;

    private record Rest(long until, String why) {}

    /** {@code counter} is told the reason of each break, in a word. */
    public Supervisor(SupervisionLimits limits, Consumer<String> counter) {
        this(limits, System::nanoTime, counter);
    }

    Supervisor(SupervisionLimits limits, LongSupplier nanos, Consumer<String> counter) {
        this.limits = limits;
        this.nanos = nanos;
        this.breaks = new Breaks(limits);
        this.counter = counter;
    }

    /** What is to be done when the worker is given up; told why. */
    public void atEnd(Consumer<String> end) {
        this.end = end;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable thrown) {
        Throwable root = root(thrown);
        joined = false;
        counter.accept(root.getClass().getSimpleName());
        long now = nanos.getAsLong();
        return switch (breaks.broke(now)) {
            case Breaks.Answer.Replace(Duration wait) -> {
                LOG.error("A stream thread broke; another takes its place in {} s", wait.toSeconds(), thrown);
                rest = Optional.of(new Rest(now + wait.toNanos(), root.toString()));
                yield StreamThreadExceptionResponse.REPLACE_THREAD;
            }
            case Breaks.Answer.GiveUp() -> {
                String why = "stream threads broke more than %d times within %s, the last by %s"
                        .formatted(limits.breaks() * limits.threads(), limits.window(), root);
                LOG.error("The worker is given up: {}", why, thrown);
                gaveUp = Optional.of(why);
                close();
                end.accept(why);
                yield StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        };
    }

    /** What Streams wraps says less than what it wraps. */
    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null
                && (root.getClass() == StreamsException.class
                        || root instanceof ExecutionException
                        || root instanceof CompletionException)) {
            root = root.getCause();
        }
        return root;
    }

    /** Waits as long as a thread that takes another's place should; for the first threads not at all. */
    public void rest() {
        try {
            long left = rest.map(each -> each.until() - nanos.getAsLong()).orElse(0L);
            if (left > 0 && closed.await(left, TimeUnit.NANOSECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The stream runs: all of its threads have their partitions. */
    public void runs() {
        joined = true;
        started = true;
    }

    /** Whether the stream has run since a thread of it broke last. */
    public boolean joined() {
        return joined;
    }

    /** Whether the stream has ever run. */
    public boolean started() {
        return started;
    }

    /** Why the worker was given up. */
    public Optional<String> gaveUp() {
        return gaveUp;
    }

    /** How long the latest break is rested for yet, and what it was. */
    public Optional<String> resting() {
        return rest.filter(each -> each.until() - nanos.getAsLong() > 0)
                .map(each ->
                        "for %.1f s more, after %s".formatted((each.until() - nanos.getAsLong()) / 1e9, each.why()));
    }

    /** Lets those who rest go on, to be closed. */
    @Override
    public void close() {
        closed.countDown();
    }
}
