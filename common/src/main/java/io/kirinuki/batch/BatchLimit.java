package io.kirinuki.batch;

/**
 * How many inputs a run takes at most, by what memory allows: halved where a run finds none, and doubled again once enough
 * full runs went well. A double that fails makes the next wait twice as long, so that a limit that stays costs one failed
 * run in a thousand, and one that has gone is left behind in a few dozen runs.
 *
 * <p>Threads: any.
 */
final class BatchLimit {
    /** Full runs that must go well before more is tried. */
    static final int LEAST_PATIENCE = 16;

    static final int MOST_PATIENCE = 1024;

    private final int most;
    private int now;
    private int patience = LEAST_PATIENCE;
    /** Full runs since the limit last changed. */
    private int good;
    /** Whether the limit was doubled and has not yet been found to hold. */
    private boolean tried;

    BatchLimit(int most) {
        this.most = most;
        this.now = most;
    }

    synchronized int now() {
        return now;
    }

    /** A run of that size found no memory; whether the limit is lower for it. */
    synchronized boolean outOfMemory(int size) {
        if (size > now) return false; // begun before another lane's run lowered the limit
        if (tried) patience = Math.min(2 * patience, MOST_PATIENCE);
        int before = now;
        now = Math.max(1, size / 2);
        good = 0;
        tried = false;
        return now < before;
    }

    /** A run of that size went well; whether the limit is higher for it. */
    synchronized boolean ran(int size) {
        if (size < now || (now == most && !tried)) return false;
        if (++good < patience) return false;
        good = 0;
        if (tried) patience = LEAST_PATIENCE;
        tried = now < most;
        now = Math.min(2 * now, most);
        return tried;
    }
}
