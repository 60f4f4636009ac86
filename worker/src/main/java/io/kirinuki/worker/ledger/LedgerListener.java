package io.kirinuki.worker.ledger;

import io.kirinuki.batch.Tenant;
import io.kirinuki.outcome.Failure;
import java.util.Optional;

/** Told what becomes of records; called on stream threads. */
public interface LedgerListener {
    LedgerListener NONE = new LedgerListener() {};

    default void restored(int entries) {}

    default void succeeded(LedgerEntry entry) {}

    default void retried(LedgerEntry entry, Failure failure) {}

    /** Beside {@link #succeeded} or {@link #deadLettered}, where tenants take turns: whose it was. */
    default void answered(Tenant tenant, LedgerEntry entry, Optional<Failure> failure) {}

    default void deadLettered(LedgerEntry entry, Failure failure) {}
}
