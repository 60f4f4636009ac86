package io.kirinuki.worker.ledger;

import io.kirinuki.outcome.Failure;

/** Told what becomes of records; called on stream threads. */
public interface LedgerListener {
    LedgerListener NONE = new LedgerListener() {};

    default void restored(int entries) {}

    default void succeeded(LedgerEntry entry) {}

    default void retried(LedgerEntry entry, Failure failure) {}

    default void deadLettered(LedgerEntry entry, Failure failure) {}
}
