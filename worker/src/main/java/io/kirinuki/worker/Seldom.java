package io.kirinuki.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * Lets the same trouble be told so many times within a time, and counts the rest: a store that loses a bucket fails ten
 * thousand requests for one reason, and as many lines would bury every other. Troubles are few, as names of failures are.
 * Any thread.
 */
final class Seldom {
    private final int most;
    private final long withinNanos;
    private final LongSupplier nanos;
    private final Map<String, Told> troubles = new HashMap<>();

    private static final class Told {
        private long since;
        private int told;
        private int leftOut;
    }

    Seldom(int most, Duration within, LongSupplier nanos) {
        this.most = most;
        this.withinNanos = within.toNanos();
        this.nanos = nanos;
    }

    /** How many were left out since it was told last, where it may be told now; empty where it may not. */
    synchronized OptionalInt ask(String trouble) {
        long now = nanos.getAsLong();
        Told known = troubles.computeIfAbsent(trouble, name -> new Told());
        if (known.told == 0 || now - known.since >= withinNanos) {
            known.since = now;
            known.told = 0;
        }
        if (known.told == most) {
            known.leftOut++;
            return OptionalInt.empty();
        }
        known.told++;
        int leftOut = known.leftOut;
        known.leftOut = 0;
        return OptionalInt.of(leftOut);
    }
}
