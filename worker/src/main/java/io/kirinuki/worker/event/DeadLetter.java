package io.kirinuki.worker.event;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.Position;
import io.kirinuki.schema.Reading;
import io.kirinuki.worker.event.door.Doors;
import io.kirinuki.worker.event.door.Rules;
import io.kirinuki.worker.event.door.TextHeaders;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A record of the failures topic, as its headers and its value tell of it: those that a worker wrote, and those of other
 * programs that bury what they read with the headers of Kafka Streams, Kafka Connect or Spring.
 *
 * <p>What it asks for is read without the rules for notifications, which change: so a dead letter says the same at any
 * time. Of a notification the object is known, and no pipeline.
 */
public record DeadLetter(ConsumerRecord<byte[], byte[]> record, Reading asked) {
    private static final String UNKNOWN = "unknown";
    private static final Doors DOORS = new Doors(Rules.none(), reason -> {});

    public static DeadLetter of(ConsumerRecord<byte[], byte[]> record) {
        var streamed = new Record<>(
                record.key(), record.value(), Math.max(0, record.timestamp()), new RecordHeaders(record.headers()));
        var position = new Position(record.topic(), record.partition(), record.offset());
        return new DeadLetter(
                record, DOORS.read(LedgerEntry.accept(position, streamed)).reading());
    }

    /** Its own, in the failures topic. */
    public Position position() {
        return new Position(record.topic(), record.partition(), record.offset());
    }

    /** The topic that it was read from before it failed. */
    public Optional<String> topic() {
        return FailureHeaders.topic(record.headers());
    }

    /** Where it was read before it failed; empty where not all of that is told. */
    public Optional<Position> origin() {
        return FailureHeaders.origin(record.headers());
    }

    /** The failure's name, else that of an exception's class. */
    public String failure() {
        return FailureHeaders.failure(record.headers()).orElse(UNKNOWN);
    }

    public Optional<String> fate() {
        return text(FailureHeaders.FATE);
    }

    public String message() {
        return FailureHeaders.message(record.headers()).orElse("");
    }

    /** How many attempts there were since it was sent last. */
    public Optional<Long> attempts() {
        return number(FailureHeaders.ATTEMPT);
    }

    /** How often it was sent again before. */
    public int redrives() {
        return JobHeaders.replayCount(record.headers());
    }

    /** When its first attempt failed; of other programs' dead letters the record's own time. */
    public Instant failedAt() {
        Instant own = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
        try {
            return text(FailureHeaders.FIRST_FAILURE_AT).map(Instant::parse).orElse(own);
        } catch (DateTimeException e) {
            return own;
        }
    }

    /** Whether it is nobody's dead letter: a record without a value, of which nothing tells that it failed. */
    public boolean isTombstone() {
        return record.value() == null && failure().equals(UNKNOWN) && topic().isEmpty();
    }

    /** When the record was written that failed; of other programs' dead letters the record's own time. */
    public Instant sentAt() {
        return Instant.ofEpochMilli(number(FailureHeaders.TIMESTAMP).orElse(Math.max(0, record.timestamp())));
    }

    /** The size of a record that was too large to be kept: its value and its own headers are not here. */
    public Optional<Long> omittedBytes() {
        return number(FailureHeaders.OMITTED_BYTES);
    }

    /** The headers that it had before it failed, in a copy that may be added to. */
    public Headers ownHeaders() {
        return FailureHeaders.without(record.headers());
    }

    public Optional<ImageSource> source() {
        return switch (asked) {
            case Reading.Read(ImageRequest request) -> Optional.of(request.source());
            case Reading.Unreadable unreadable -> unreadable.source();
        };
    }

    public Optional<String> pipeline() {
        return switch (asked) {
            case Reading.Read(ImageRequest request) -> Optional.of(request.title());
            case Reading.Unreadable unreadable -> unreadable.pipeline();
        };
    }

    /** As the request names itself. */
    public Optional<String> id() {
        return switch (asked) {
            case Reading.Read(ImageRequest request) -> request.id();
            case Reading.Unreadable unreadable -> unreadable.id();
        };
    }

    private Optional<String> text(String header) {
        return TextHeaders.text(record.headers(), header);
    }

    private Optional<Long> number(String header) {
        return text(header).stream()
                .flatMap(text -> text.matches("[0-9]{1,18}") ? Stream.of(Long.valueOf(text)) : Stream.empty())
                .findFirst();
    }
}
