package io.kirinuki.worker.ledger;

/**
 * How many transactions the calling stream thread has committed: what it wrote before is safe once the number has grown.
 * A stream thread has one producer and one transaction for all of its tasks.
 */
final class Commits {
    private final ThreadLocal<long[]> counts = ThreadLocal.withInitial(() -> new long[1]);

    void committed() {
        counts.get()[0]++;
    }

    long count() {
        return counts.get()[0];
    }
}
