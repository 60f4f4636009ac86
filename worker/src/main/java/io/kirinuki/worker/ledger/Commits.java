package io.kirinuki.worker.ledger;

import java.util.function.LongSupplier;

/**
 * How many transactions the calling stream thread has committed: what it wrote before is safe once the number has grown.
 * A stream thread has one producer and one transaction for all of its tasks.
 *
 * <p>Knows also what the last one took, by which it says whether another may be asked for before its time.
 */
final class Commits {
    /** Of its time a stream thread gives at most a quarter to commits that are asked for early. */
    private static final int REST = 3;

    private static final class OfThread {
        private long count;
        private boolean committing;
        private long began;
        private long ended;
        private long took;
    }

    private final ThreadLocal<OfThread> threads = ThreadLocal.withInitial(OfThread::new);
    private final LongSupplier nanos;

    Commits(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void begins() {
        OfThread mine = threads.get();
        mine.committing = true;
        mine.began = nanos.getAsLong();
    }

    void committed() {
        OfThread mine = threads.get();
        mine.count++;
        mine.ended = nanos.getAsLong();
        mine.took = mine.committing ? mine.ended - mine.began : 0;
        mine.committing = false;
    }

    long count() {
        return threads.get().count;
    }

    /** Whether the last commit lies back so far, by what it took, that one more now costs little. */
    boolean rested() {
        OfThread mine = threads.get();
        return mine.count == 0 || nanos.getAsLong() - mine.ended >= REST * mine.took;
    }
}
