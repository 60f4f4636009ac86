package io.kirinuki.batch;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** {@link Lines} that many threads may use, and at which those who serve may wait. Holds any number. */
public final class WaitingLines<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Lines<T> lines;
    private boolean closed;

    public WaitingLines(Shares shares) {
        this.lines = new Lines<>(shares);
    }

    public void add(Asker asker, T one) {
        lock.lock();
        try {
            lines.add(asker, one);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Null where nobody is in line. */
    public T poll() {
        lock.lock();
        try {
            return lines.poll(one -> true);
        } finally {
            lock.unlock();
        }
    }

    /** Null where nobody came in time, or before the line was closed. */
    public T poll(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (lines.size() == 0 && left > 0 && !closed) left = arrived.awaitNanos(left);
            return lines.poll(one -> true);
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits at it any more; who is in line is still served, and so is who comes. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was still in line. */
    public boolean remove(T one) {
        lock.lock();
        try {
            return lines.remove(one);
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return lines.size();
        } finally {
            lock.unlock();
        }
    }

    public int size(Traffic traffic) {
        lock.lock();
        try {
            return lines.size(traffic);
        } finally {
            lock.unlock();
        }
    }
}
