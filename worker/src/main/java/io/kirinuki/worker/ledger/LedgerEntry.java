package io.kirinuki.worker.ledger;

import io.kirinuki.schema.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A request that was accepted and is not answered yet: all of its record, since the offset may be committed long before;
 * where the record holds several, a record as this one alone would have come in. Of one
 * that is too large to be written again, with an answer's headers, to topics of Kafka's default limit, only what names
 * it: no request is that large, and a record that cannot be written would end the stream thread at every attempt.
 *
 * @param timestamp the record's own, milliseconds since the epoch
 * @param failures attempts that failed so far
 * @param firstFailedAt when the first of them did
 * @param notBefore when the next attempt is due; absent: at once
 * @param omittedBytes the size of the record where its value and headers were left out; 0 where they are not known
 * @param suspicion what speaks against it, of workers that died
 */
public record LedgerEntry(
        Position position,
        long timestamp,
        Optional<byte[]> key,
        Optional<byte[]> value,
        List<Header> headers,
        int failures,
        Optional<Instant> firstFailedAt,
        Optional<Instant> notBefore,
        Optional<Long> omittedBytes,
        Optional<Suspicion> suspicion) {
    /** 48 KiB below Kafka's default limit of a record, for the headers of a dead letter or a ledger's own fields. */
    public static final int MOST_BYTES = 1_000_000;

    private static final int MOST_KEY_BYTES = 64 << 10;
    /** More than any format in which headers are written adds to each. */
    private static final int HEADER_BYTES = 32;

    /** More than a ledger adds to a record: its name twice, with a topic's longest, and what became of it so far. */
    private static final int OWN_BYTES = 2 << 10;

    /** One header; Kafka allows a null value. */
    public record Header(String name, Optional<byte[]> value) {}

    /** As a record comes in. */
    public static LedgerEntry accept(Position position, Record<byte[], byte[]> record) {
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(h -> headers.add(new Header(h.key(), Optional.ofNullable(h.value()))));
        Optional<byte[]> key = Optional.ofNullable(record.key());
        Optional<byte[]> value = Optional.ofNullable(record.value());
        var entry = new LedgerEntry(
                position,
                record.timestamp(),
                key,
                value,
                List.copyOf(headers),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return entry.within(Integer.MAX_VALUE);
    }

    /** A request of which only the position is known, since somebody else wrote over it. */
    static LedgerEntry garbled(Position position) {
        return new LedgerEntry(
                position,
                0,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(0L),
                Optional.empty());
    }

    public boolean wasGarbled() {
        return omittedBytes.filter(bytes -> bytes == 0).isPresent();
    }

    /** Such that a ledger takes it whose topic takes records of so many bytes. */
    LedgerEntry within(int most) {
        long limit = Math.min(MOST_BYTES, (long) most - OWN_BYTES);
        if (bytes() <= limit) return this;
        LedgerEntry named = withoutContents(bytes());
        return named.bytes() <= limit ? named : named.withoutKey();
    }

    /** Of key, value and headers, about. */
    long bytes() {
        long bytes = length(key) + length(value);
        for (Header header : headers) bytes += HEADER_BYTES + 3L * header.name().length() + length(header.value());
        return bytes;
    }

    private LedgerEntry withoutKey() {
        return new LedgerEntry(
                position,
                timestamp,
                Optional.empty(),
                value,
                headers,
                failures,
                firstFailedAt,
                notBefore,
                omittedBytes,
                suspicion);
    }

    /** What names it, and of how many {@code bytes} the rest was. */
    LedgerEntry withoutContents(long bytes) {
        return new LedgerEntry(
                position,
                timestamp,
                key.filter(k -> k.length <= MOST_KEY_BYTES),
                Optional.empty(),
                List.of(),
                failures,
                firstFailedAt,
                notBefore,
                Optional.of(omittedBytes.orElse(bytes)),
                suspicion);
    }

    private static long length(Optional<byte[]> bytes) {
        return bytes.isPresent() ? bytes.get().length : 0;
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
                Optional.of(next),
                omittedBytes,
                Suspicion.ended(suspicion));
    }

    LedgerEntry suspected(Optional<Suspicion> now) {
        return new LedgerEntry(
                position, timestamp, key, value, headers, failures, firstFailedAt, notBefore, omittedBytes, now);
    }

    /** Puts off its next attempt where a suspicion says so. */
    LedgerEntry resting(Instant now) {
        Instant rested = now.plus(suspicion.map(Suspicion::rest).orElse(Duration.ZERO));
        if (!rested.isAfter(notBefore.orElse(now))) return this;
        return new LedgerEntry(
                position,
                timestamp,
                key,
                value,
                headers,
                failures,
                firstFailedAt,
                Optional.of(rested),
                omittedBytes,
                suspicion);
    }

    Company.Width width() {
        return suspicion.map(Suspicion::width).orElse(Company.Width.FREE);
    }

    int deaths() {
        return suspicion.map(Suspicion::deaths).orElse(0);
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
