package io.kirinuki.pipeline;

import java.util.concurrent.Semaphore;

/**
 * A limit on something held by images in flight: bytes fetched, pixels decoded. Taken in the order of asking; one ask
 * above the whole budget counts as all of it, so that it runs alone instead of never.
 *
 * <p>Threads: any.
 */
final class Budget {
    /** A semaphore counts in ints: amounts are rounded up to this unit. */
    private static final int UNIT = 1 << 10;

    private final long total;
    private final int units;
    private final Semaphore free;

    Budget(long total) {
        if (total < 1) throw new IllegalArgumentException("a budget of at least 1 expected, not " + total);
        this.total = total;
        this.units = units(total);
        this.free = new Semaphore(units, true);
    }

    /** Waits until the amount is free; closing the lease gives it back. */
    Lease take(long amount) throws InterruptedException {
        int asked = Math.min(units, units(amount));
        free.acquire(asked);
        return new Lease(asked);
    }

    long total() {
        return total;
    }

    /** What is held now, rounded up to units. */
    long held() {
        return (long) (units - free.availablePermits()) * UNIT;
    }

    private static int units(long amount) {
        return Math.toIntExact((amount + UNIT - 1) / UNIT);
    }

    /** A part of the budget. Owned by one thread; closing twice gives back once. */
    final class Lease implements AutoCloseable {
        private int held;

        private Lease(int held) {
            this.held = held;
        }

        @Override
        public void close() {
            free.release(held);
            held = 0;
        }
    }
}
