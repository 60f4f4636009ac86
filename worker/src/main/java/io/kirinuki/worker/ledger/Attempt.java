package io.kirinuki.worker.ledger;

import io.kirinuki.batch.Tenant;
import io.kirinuki.outcome.Outcome;
import java.time.Instant;
import java.util.Optional;
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

    /** Whose it is; called on the stream thread, where tenants take turns. */
    default Tenant tenant(LedgerEntry entry) {
        return Tenant.NONE;
    }

    /** After which nobody wants it any more; called on the stream thread, where it waits for others of its tenant. */
    default Optional<Instant> deadline(LedgerEntry entry) {
        return Optional.empty();
    }
}
