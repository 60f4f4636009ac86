package io.kirinuki.worker.supervision;

import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How long no request was answered, though some are in flight: a number to watch and to be warned by, and no reason to
 * restart, for the store or the accelerator may be down. Any thread.
 */
public final class Progress {
    private final IntSupplier inFlight;
    private final LongSupplier nanos;
    private volatile long since;

    public Progress(IntSupplier inFlight) {
        this(inFlight, System::nanoTime);
    }

    Progress(IntSupplier inFlight, LongSupplier nanos) {
        this.inFlight = inFlight;
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    /** A request was answered. */
    public void moved() {
        since = nanos.getAsLong();
    }

    public int inFlight() {
        return inFlight.getAsInt();
    }

    /**
     * Since the last answer, or since nothing was in flight when this was asked last, whichever is later; {@link Watch}
     * asks each second.
     */
    public Duration unanswered() {
        if (inFlight.getAsInt() == 0) {
            moved();
            return Duration.ZERO;
        }
        return Duration.ofNanos(Math.max(0, nanos.getAsLong() - since));
    }
}
