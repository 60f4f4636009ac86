package io.kirinuki.worker.ledger;

import io.kirinuki.schema.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A record that was accepted and is not answered yet: all of it, since its offset may be committed long before.
 *
 * @param timestamp the record's own, milliseconds since the epoch
 * @param failures attempts that failed so far
 * @param firstFailedAt when the first of them did
 * @param notBefore when the next attempt is due; absent: at once
 */
public record LedgerEntry(
        Position position,
        long timestamp,
        Optional<byte[]> key,
        Optional<byte[]> value,
        List<Header> headers,
        int failures,
        Optional<Instant> firstFailedAt,
        Optional<Instant> notBefore) {

    /** One header; Kafka allows a null value. */
    public record Header(String name, Optional<byte[]> value) {}

    static LedgerEntry accept(Position position, Record<byte[], byte[]> record) {
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(h -> headers.add(new Header(h.key(), Optional.ofNullable(h.value()))));
        return new LedgerEntry(
                position,
                record.timestamp(),
                Optional.ofNullable(record.key()),
                Optional.ofNullable(record.value()),
                List.copyOf(headers),
                0,
                Optional.empty(),
                Optional.empty());
    }

    LedgerEntry failed(Instant now, Instant next) {
        return new LedgerEntry(
                position,
                timestamp,
                key,
                value,
                headers,
                failures + 1,
                Optional.of(firstFailedAt.orElse(now)),
                Optional.of(next));
    }

    /** The attempt that is running or due, from 1. */
    public int attempt() {
        return failures + 1;
    }

    /** The headers as they came, in a copy that may be added to. */
    public Headers originalHeaders() {
        RecordHeaders copy = new RecordHeaders();
        headers.forEach(h -> copy.add(h.name(), h.value().orElse(null)));
        return copy;
    }
}
