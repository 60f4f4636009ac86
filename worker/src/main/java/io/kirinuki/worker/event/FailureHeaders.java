package io.kirinuki.worker.event;

import io.kirinuki.outcome.Failure;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.event.door.TextHeaders;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a dead letter, behind the record's own: ours, and the families of Kafka Streams and Kafka Connect,
 * whose tools then know it. All UTF-8 text. Streams cannot write its own here: it sees neither the failure, which
 * happens in the engine, nor the record a late answer belongs to.
 *
 * <p>Read are these and Spring's, whose partition and offset are numbers in big-endian bytes.
 */
final class FailureHeaders {
    static final String FATE = "x-failure-class";
    static final String ATTEMPT = "x-attempt";
    static final String FIRST_FAILURE_AT = "x-first-failure-at";
    static final String OMITTED_BYTES = "x-omitted-bytes";
    /** Milliseconds since the epoch; the dead letter's own is that of its death. */
    static final String TIMESTAMP = "x-record-timestamp";

    private static final String NAME = "x-failure-name";
    private static final String MESSAGE = "x-failure-message";
    private static final String INDEX = "x-record-index";
    private static final String STREAMS = "__streams.errors.";
    private static final String CONNECT = "__connect.errors.";
    private static final String SPRING = "kafka_dlt-";

    private static final List<String> FAMILIES = List.of("x-failure-", STREAMS, CONNECT, SPRING);
    private static final List<String> SINGLE = List.of(ATTEMPT, FIRST_FAILURE_AT, INDEX, OMITTED_BYTES, TIMESTAMP);

    private FailureHeaders() {}

    static Headers of(LedgerEntry entry, Failure failure, Instant now) {
        Headers headers = entry.originalHeaders();
        String type = failure.getClass().getName();
        String topic = entry.position().topic();
        String partition = Integer.toString(entry.position().partition());
        String offset = Long.toString(entry.position().offset());

        TextHeaders.set(headers, FATE, failure.fate().name().toLowerCase(Locale.ROOT));
        TextHeaders.set(headers, NAME, failure.name());
        TextHeaders.set(headers, MESSAGE, failure.message());
        TextHeaders.set(headers, ATTEMPT, Integer.toString(entry.attempt()));
        TextHeaders.set(
                headers, FIRST_FAILURE_AT, entry.firstFailedAt().orElse(now).toString());
        TextHeaders.set(headers, TIMESTAMP, Long.toString(entry.timestamp()));
        entry.position().index().ifPresent(index -> TextHeaders.set(headers, INDEX, Integer.toString(index)));
        entry.omittedBytes().ifPresent(bytes -> TextHeaders.set(headers, OMITTED_BYTES, Long.toString(bytes)));

        TextHeaders.set(headers, STREAMS + "exception", type);
        TextHeaders.set(headers, STREAMS + "message", failure.message());
        TextHeaders.set(headers, STREAMS + "topic", topic);
        TextHeaders.set(headers, STREAMS + "partition", partition);
        TextHeaders.set(headers, STREAMS + "offset", offset);

        TextHeaders.set(headers, CONNECT + "topic", topic);
        TextHeaders.set(headers, CONNECT + "partition", partition);
        TextHeaders.set(headers, CONNECT + "offset", offset);
        TextHeaders.set(headers, CONNECT + "stage", "TRANSFORMATION");
        TextHeaders.set(headers, CONNECT + "exception.class.name", type);
        TextHeaders.set(headers, CONNECT + "exception.message", failure.message());
        return headers;
    }

    /** The others, in their order. */
    static Headers without(Headers headers) {
        RecordHeaders own = new RecordHeaders();
        for (Header header : headers) {
            boolean ofFailure =
                    SINGLE.contains(header.key()) || FAMILIES.stream().anyMatch(header.key()::startsWith);
            if (!ofFailure) own.add(header);
        }
        return own;
    }

    static Optional<String> failure(Headers headers) {
        return TextHeaders.text(headers, NAME)
                .or(() -> first(
                                headers,
                                STREAMS + "exception",
                                CONNECT + "exception.class.name",
                                SPRING + "exception-fqcn")
                        .map(name -> name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1)));
    }

    static Optional<String> message(Headers headers) {
        return first(
                headers, MESSAGE, STREAMS + "message", CONNECT + "exception.message", SPRING + "exception-message");
    }

    static Optional<String> topic(Headers headers) {
        return first(headers, STREAMS + "topic", CONNECT + "topic", SPRING + "original-topic");
    }

    /** Empty where no family tells all of it. */
    static Optional<Position> origin(Headers headers) {
        return Stream.of(STREAMS, CONNECT)
                .flatMap(family -> textual(headers, family).stream())
                .findFirst()
                .or(() -> ofSpring(headers));
    }

    private static Optional<Position> textual(Headers headers, String family) {
        String text = "%s-%s@%s"
                .formatted(
                        TextHeaders.text(headers, family + "topic").orElse(""),
                        TextHeaders.text(headers, family + "partition").orElse(""),
                        TextHeaders.text(headers, family + "offset").orElse(""));
        String index =
                TextHeaders.text(headers, INDEX).map(number -> "#" + number).orElse("");
        return Position.parse(text + index);
    }

    private static Optional<Position> ofSpring(Headers headers) {
        Optional<ByteBuffer> partition = bytes(headers, SPRING + "original-partition", Integer.BYTES);
        Optional<ByteBuffer> offset = bytes(headers, SPRING + "original-offset", Long.BYTES);
        if (partition.isEmpty() || offset.isEmpty()) return Optional.empty();
        return TextHeaders.text(headers, SPRING + "original-topic")
                .map(topic -> new Position(
                        topic, partition.get().getInt(), offset.get().getLong()))
                .filter(position -> position.partition() >= 0 && position.offset() >= 0);
    }

    private static Optional<ByteBuffer> bytes(Headers headers, String name, int length) {
        return Optional.ofNullable(headers.lastHeader(name))
                .map(Header::value)
                .filter(value -> value.length == length)
                .map(ByteBuffer::wrap);
    }

    private static Optional<String> first(Headers headers, String... names) {
        return Stream.of(names)
                .flatMap(name -> TextHeaders.text(headers, name).stream())
                .findFirst();
    }
}
