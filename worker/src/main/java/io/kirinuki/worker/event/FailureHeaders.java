package io.kirinuki.worker.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.outcome.Failure;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.time.Instant;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;

/**
 * The headers of a dead letter, behind the record's own: ours, and the families of Kafka Streams and Kafka Connect,
 * whose tools then know it. All UTF-8 text. Streams cannot write its own here: it sees neither the failure, which
 * happens in the engine, nor the record a late answer belongs to.
 */
final class FailureHeaders {
    private FailureHeaders() {}

    static Headers of(LedgerEntry entry, Failure failure, Instant now) {
        Headers headers = entry.originalHeaders();
        String type = failure.getClass().getName();
        String topic = entry.position().topic();
        String partition = Integer.toString(entry.position().partition());
        String offset = Long.toString(entry.position().offset());

        set(headers, "x-failure-class", failure.fate().name().toLowerCase(Locale.ROOT));
        set(headers, "x-failure-name", failure.name());
        set(headers, "x-failure-message", failure.message());
        set(headers, "x-attempt", Integer.toString(entry.attempt()));
        set(headers, "x-first-failure-at", entry.firstFailedAt().orElse(now).toString());
        entry.position().index().ifPresent(index -> set(headers, "x-record-index", Integer.toString(index)));
        entry.omittedBytes().ifPresent(bytes -> set(headers, "x-omitted-bytes", Long.toString(bytes)));

        set(headers, "__streams.errors.exception", type);
        set(headers, "__streams.errors.message", failure.message());
        set(headers, "__streams.errors.topic", topic);
        set(headers, "__streams.errors.partition", partition);
        set(headers, "__streams.errors.offset", offset);

        set(headers, "__connect.errors.topic", topic);
        set(headers, "__connect.errors.partition", partition);
        set(headers, "__connect.errors.offset", offset);
        set(headers, "__connect.errors.stage", "TRANSFORMATION");
        set(headers, "__connect.errors.exception.class.name", type);
        set(headers, "__connect.errors.exception.message", failure.message());
        return headers;
    }

    /** Replaces what an earlier trip through the dead letters left. */
    private static void set(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(UTF_8));
    }
}
