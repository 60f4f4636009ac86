package io.kirinuki.worker.ledger;

import io.kirinuki.outcome.Outcome;
import java.util.concurrent.CompletableFuture;

/**
 * The work on one record, done elsewhere: the engine's side of the ledger.
 *
 * @param <T> what a success is
 */
@FunctionalInterface
public interface Attempt<T> {
    /** Begins and returns at once; called on the stream thread. Cancelling asks for no more than not to begin. */
    CompletableFuture<Outcome<T>> begin(LedgerEntry entry);
}
