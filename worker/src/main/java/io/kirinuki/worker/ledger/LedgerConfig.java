package io.kirinuki.worker.ledger;

import java.time.Duration;

/**
 * How a ledger behaves.
 *
 * @param tick how often outcomes are looked for while any record is in flight
 * @param outageWait how long a record rests whose attempt met an outage
 */
public record LedgerConfig(Order order, RetryPolicy retry, Duration tick, Duration outageWait) {
    /** What waits for what. */
    public enum Order {
        /** A record waits for those of its key; others overtake. */
        KEY,
        /** Every record waits for the one before. */
        PARTITION
    }
}
