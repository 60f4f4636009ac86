package io.kirinuki.worker.job;

import java.util.Optional;
import java.util.function.LongSupplier;

/** How many requests may go out by now, at most so many a second. What a pause has left over is not caught up with. */
final class Pace {
    private static final double MOST_AT_ONCE_SECONDS = 1;

    private final Optional<Double> perSecond;
    private final LongSupplier nanos;
    private long since;
    private double due;

    /** @param nanos a clock such as {@code System::nanoTime} */
    Pace(Optional<Double> perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
        since = nanos.getAsLong();
    }

    int due() {
        if (perSecond.isEmpty()) return Integer.MAX_VALUE;
        long now = nanos.getAsLong();
        double rate = perSecond.get();
        due = Math.min(due + rate * (now - since) / 1e9, Math.max(1, rate * MOST_AT_ONCE_SECONDS));
        since = now;
        return (int) due;
    }

    void sent(int count) {
        due -= count;
    }
}
