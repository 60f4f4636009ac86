package io.kirinuki.worker.ledger;

import io.kirinuki.outcome.Failure;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What goes out for a record that is done; both kinds are written in the transaction that takes it off the ledger.
 *
 * @param <T> what a success is
 */
public interface Answers<T> {
    Record<byte[], byte[]> result(LedgerEntry entry, T success, Instant now);

    /** Names of the sinks that its result goes to. */
    List<String> sinks(T success);

    Record<byte[], byte[]> failure(LedgerEntry entry, Failure failure, Instant now);

    /** The record as it came, or what its entry holds of it, with headers that say why it failed. */
    Record<byte[], byte[]> deadLetter(LedgerEntry entry, Failure failure, Instant now);
}
