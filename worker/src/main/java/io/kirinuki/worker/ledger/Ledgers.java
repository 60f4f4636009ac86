package io.kirinuki.worker.ledger;

import java.time.Duration;

/**
 * What all ledgers of a process share: how they behave, what they count, and what they must agree on when a worker dies.
 * Any thread.
 */
public record Ledgers(
        LedgerConfig config, InFlight inFlight, Custody custody, TopicLimits limits, LedgerListener listener) {
    public Ledgers {
        listener = GuardedListener.of(listener);
    }

    public Ledgers(LedgerConfig config, LedgerListener listener) {
        this(config, new InFlight(), new Custody(System::nanoTime), new TopicLimits(), listener);
    }

    /** Requests in flight that are suspected of killing workers. */
    public int suspects() {
        return custody.suspects();
    }

    /**
     * Has each ledger write down that its requests are handed over in order, so that the next owner holds nothing against
     * them; nothing begins any more. To be called before the stream is closed, which is too late to write. Returns
     * whether all of it is committed; what is not only counts as if this worker had died.
     */
    public boolean handOver(Duration patience) throws InterruptedException {
        return custody.handOver(patience);
    }
}
