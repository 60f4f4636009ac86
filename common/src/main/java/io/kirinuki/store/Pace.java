package io.kirinuki.store;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many calls at once a store takes that says when it is asked too much: any number until then; half of those that
 * were under way when it says so; one more for each round that goes through. As TCP finds the width of a line (Chiu and
 * Jain, 1989), which is fair to other clients of the same store that do likewise.
 *
 * <p>Threads: any; whoever waits is served in the order of coming.
 */
final class Pace {
    /** Above it there is no limit any more: more calls than that are seldom under way. */
    private static final int WIDE = 256;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition left = lock.newCondition();
    private double limit = Double.POSITIVE_INFINITY;
    private int underWay;
    private long entered;
    /** Calls up to this one had entered when the limit was last cut: their complaints are of before. */
    private long cutAt;

    /**
     * Waits for a place; the number of the call, to {@link #leave} with. 0: there was none within that time.
     */
    long enter(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = patience.toNanos();
            while (underWay + 1 > limit) {
                if (nanos <= 0) return 0;
                nanos = left.awaitNanos(nanos);
            }
            underWay++;
            return ++entered;
        } finally {
            lock.unlock();
        }
    }

    void leave(long call, boolean throttled) {
        lock.lock();
        try {
            if (!throttled) {
                limit += 1 / limit;
                if (limit > WIDE) limit = Double.POSITIVE_INFINITY;
            } else if (call > cutAt) {
                limit = Math.max(1, Math.floor(Math.min(limit, underWay) / 2));
                cutAt = entered;
            }
            underWay--;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean slowed() {
        lock.lock();
        try {
            return limit < WIDE;
        } finally {
            lock.unlock();
        }
    }

    /** How long to wait after the so-manieth refusal: twice as long each time, between half and all of it by chance. */
    static Duration pause(int refusals) {
        long longest = TimeUnit.NANOSECONDS.convert(FIRST_PAUSE) << Math.min(refusals - 1, 6);
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }
}
