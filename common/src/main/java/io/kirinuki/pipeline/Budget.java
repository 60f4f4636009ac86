package io.kirinuki.pipeline;

import io.kirinuki.batch.Asker;
import io.kirinuki.batch.Heartbeat;
import io.kirinuki.batch.Lines;
import io.kirinuki.batch.Shares;
import io.kirinuki.batch.Traffic;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A limit on something held by images in flight: the images themselves, bytes fetched, pixels decoded. Live images are
 * given theirs before backfill, but for its share of turns; backfill never holds more than {@link #BACKFILL_PART}, so
 * that a live image finds room at once. Each of them is served in the order of asking, or by turns of tenants.
 *
 * <p>One ask above the whole budget counts as all of it, and one of backfill above its part as all of that: it runs
 * alone instead of never.
 *
 * <p>Threads: any.
 */
final class Budget {
    /** Of the budget, what backfill holds at most. */
    static final double BACKFILL_PART = 0.75;

    private final long total;
    private final long backfillPart;
    private final ReentrantLock lock = new ReentrantLock();
    private final Lines<Ask> waiting;
    private long free;
    private long heldByBackfill;

    /** Somebody who waits; guarded by the lock. */
    private static final class Ask {
        private final long amount;
        private final Asker asker;
        private final Condition turn;
        private boolean granted;

        private Ask(long amount, Asker asker, Condition turn) {
            this.amount = amount;
            this.asker = asker;
            this.turn = turn;
        }

        private Traffic traffic() {
            return asker.traffic();
        }
    }

    /** @param shares of the turns */
    Budget(long total, Shares shares) {
        if (total < 1) throw new IllegalArgumentException("a budget of at least 1 expected, not " + total);
        this.total = total;
        this.backfillPart = Math.max(1, (long) (BACKFILL_PART * total));
        this.free = total;
        this.waiting = new Lines<>(shares);
    }

    /** Waits until the amount is free; closing the lease gives it back. */
    Lease take(long amount, Asker asker) throws InterruptedException {
        return take(amount, asker, () -> {});
    }

    /** @param sign of life, given every {@link Heartbeat#SIGN} of the wait */
    Lease take(long amount, Asker asker, Runnable sign) throws InterruptedException {
        Ask ask = new Ask(Math.min(total, amount), asker, lock.newCondition());
        lock.lockInterruptibly();
        try {
            waiting.add(asker, ask);
            grant();
            while (!ask.granted) {
                // Nothing is looked at anew: whoever is granted is told.
                if (ask.turn.awaitNanos(Heartbeat.SIGN.toNanos()) <= 0) sign.run();
            }
            return new Lease(ask);
        } catch (InterruptedException e) {
            if (ask.granted) giveBack(ask);
            else waiting.remove(ask);
            grant(); // whoever stood behind it
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** The same where it is free at once and nobody is before us; empty where it is not. */
    Optional<Lease> tryTake(long amount, Asker asker) {
        Ask ask = new Ask(Math.min(total, amount), asker, lock.newCondition());
        lock.lock();
        try {
            waiting.add(asker, ask);
            grant();
            if (ask.granted) return Optional.of(new Lease(ask));
            waiting.remove(ask);
            grant(); // whoever stood behind it
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Who is next is waited for, also where another would fit: else small images kept large ones waiting for ever. */
    private void grant() {
        Ask next;
        while ((next = waiting.peek(this::withinPart)) != null && next.amount <= free) {
            waiting.poll(this::withinPart);
            free -= next.amount;
            if (next.traffic() == Traffic.BACKFILL) heldByBackfill += next.amount;
            next.granted = true;
            next.turn.signal();
        }
    }

    private boolean withinPart(Ask ask) {
        return ask.traffic() == Traffic.LIVE || heldByBackfill == 0 || heldByBackfill + ask.amount <= backfillPart;
    }

    private void giveBack(Ask ask) {
        free += ask.amount;
        if (ask.traffic() == Traffic.BACKFILL) heldByBackfill -= ask.amount;
    }

    /** Who waits for some of it. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** What is held now. */
    long held() {
        lock.lock();
        try {
            return total - free;
        } finally {
            lock.unlock();
        }
    }

    /** A part of the budget. Owned by one thread; closing twice gives back once. */
    final class Lease implements AutoCloseable {
        private final Ask ask;
        private boolean returned;

        private Lease(Ask ask) {
            this.ask = ask;
        }

        @Override
        public void close() {
            if (returned) return;
            returned = true;
            lock.lock();
            try {
                giveBack(ask);
                grant();
            } finally {
                lock.unlock();
            }
        }
    }
}
