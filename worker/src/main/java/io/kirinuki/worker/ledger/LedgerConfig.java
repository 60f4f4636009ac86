package io.kirinuki.worker.ledger;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How a ledger behaves.
 *
 * @param tick how often outcomes are looked for while any record is in flight
 * @param outageWait how long a record rests whose attempt met an outage
 * @param ofATenant where tenants take turns, requests of each that a task has begun and not answered, at most
 */
public record LedgerConfig(Order order, RetryPolicy retry, Duration tick, Duration outageWait, OptionalInt ofATenant) {
    /** Without tenants. */
    public LedgerConfig(Order order, RetryPolicy retry, Duration tick, Duration outageWait) {
        this(order, retry, tick, outageWait, OptionalInt.empty());
    }

    /** What waits for what. */
    public enum Order {
        /** A record waits for those of its key; others overtake. */
        KEY,
        /** Every record waits for the one before. */
        PARTITION
    }
}
