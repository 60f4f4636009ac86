package io.kirinuki.pipeline;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One image's run, from where it began: whether anybody still waits for it, and how it is stopped. Stopping interrupts
 * its thread, which ends at the next wait for store, permits or batch; work on pixels and runs of models that are under
 * way end first, for nothing can interrupt those.
 *
 * <p>Threads: made and ended on the image's own; any may stop it.
 */
final class Course {
    private final Thread thread = Thread.currentThread();
    private final CompletableFuture<?> end;
    private final Stopwatch watch;
    private boolean ended;
    private Optional<Failure> stopped = Optional.empty();

    /** @param end who waits for the image, cancelled where nobody does any more */
    Course(CompletableFuture<?> end, Stopwatch watch) {
        this.end = end;
        this.watch = watch;
    }

    /** The image has taken too long. */
    void late(Duration limit) {
        stop(new Failure.TimedOut(watch.stage().spelled(), limit));
    }

    /** Nobody waits for it any more. */
    void unwanted() {
        stop(new Failure.Stopping());
    }

    private synchronized void stop(Failure why) {
        if (ended || stopped.isPresent()) return;
        stopped = Optional.of(why);
        thread.interrupt();
    }

    /** Fails where nothing more is to be done for the image. */
    void refuseUnwanted() throws FailedException, InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException("stopped");
        if (end.isDone()) throw new FailedException(new Failure.Stopping());
    }

    /** Why the image was stopped; empty where it was not. */
    synchronized Optional<Failure> stopped() {
        return stopped;
    }

    /** After it nothing interrupts the thread any more. */
    synchronized void ended() {
        ended = true;
    }
}
