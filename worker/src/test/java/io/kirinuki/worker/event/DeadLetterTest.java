package io.kirinuki.worker.event;

import static io.kirinuki.worker.event.Buried.letter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.outcome.Failure;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTest {
    private static final String NOTIFICATION = """
            {"Records": [{"eventName": "ObjectCreated:Put",
             "s3": {"bucket": {"name": "shop"}, "object": {"key": "red+shoe.jpg"}}}]}""";

    @Test
    void ourOwnSaysAllAndGivesTheRecordsHeadersBack() {
        List<Header> own = List.of(
                new RecordHeader("traceparent", new byte[] {'0', (byte) 0xff}),
                new RecordHeader("x-replay-count", new byte[] {'2'}),
                new RecordHeader("twice", null),
                new RecordHeader("twice", new byte[0]));
        Instant firstFailedAt = Instant.parse("2026-11-21T11:59:30.125Z");
        var entry = new LedgerEntry(
                new Position("image-requests", 3, 90210, Optional.of(4)),
                0,
                Optional.empty(),
                Optional.empty(),
                own.stream()
                        .map(header -> new LedgerEntry.Header(header.key(), Optional.ofNullable(header.value())))
                        .toList(),
                1,
                Optional.of(firstFailedAt),
                Optional.empty(),
                Optional.of(1_048_000L),
                Optional.empty());
        Headers headers = FailureHeaders.of(entry, new Failure.StoreOutage(), Instant.EPOCH);

        DeadLetter letter = letter(1, 7, NOTIFICATION, headers);
        assertThat(letter.position()).hasToString("failures-1@7");
        assertThat(letter.origin()).map(Position::toString).contains("image-requests-3@90210#4");
        assertThat(letter.topic()).contains("image-requests");
        assertThat(letter.failure()).isEqualTo("StoreOutage");
        assertThat(letter.fate()).contains("transient");
        assertThat(letter.message()).contains("the object store");
        assertThat(letter.attempts()).contains(2L);
        assertThat(letter.redrives()).isEqualTo(2);
        assertThat(letter.failedAt()).isEqualTo(firstFailedAt);
        assertThat(letter.omittedBytes()).contains(1_048_000L);
        assertThat(letter.ownHeaders().toArray()).containsExactly(own.toArray(Header[]::new));
    }

    @Test
    void thoseOfKafkaStreamsAndConnectAreRead() {
        DeadLetter streams = letter(
                "{",
                "__streams.errors.exception",
                "org.example.Broken$Badly",
                "__streams.errors.message",
                "no luck",
                "__streams.errors.topic",
                "a-1",
                "__streams.errors.partition",
                "2",
                "__streams.errors.offset",
                "33");
        assertThat(streams.origin()).contains(new Position("a-1", 2, 33));
        assertThat(streams.failure()).isEqualTo("Badly");
        assertThat(streams.message()).isEqualTo("no luck");
        assertThat(streams.failedAt()).isEqualTo(Instant.ofEpochMilli(Buried.TIME));

        DeadLetter connect = letter(
                "{",
                "__connect.errors.exception.class.name",
                "org.example.SinkException",
                "__connect.errors.exception.message",
                "full",
                "__connect.errors.topic",
                "b");
        assertThat(connect.topic()).contains("b");
        assertThat(connect.origin()).as("nobody says where in b").isEmpty();
        assertThat(connect.failure()).isEqualTo("SinkException");
        assertThat(connect.message()).isEqualTo("full");
        assertThat(connect.ownHeaders()).isEmpty();
    }

    @Test
    void thoseOfSpringAreReadWithTheirNumbersInBytes() {
        Headers headers = new RecordHeaders();
        headers.add("kafka_dlt-original-topic", "c".getBytes(UTF_8));
        headers.add("kafka_dlt-original-partition", new byte[] {0, 0, 1, 2});
        headers.add(
                "kafka_dlt-original-offset",
                ByteBuffer.allocate(8).putLong(1L << 40).array());
        headers.add("kafka_dlt-exception-fqcn", "org.example.ListenerFailed".getBytes(UTF_8));
        headers.add("kept", new byte[] {1});
        DeadLetter letter = letter(0, 0, "{", headers);
        assertThat(letter.origin()).contains(new Position("c", 258, 1L << 40));
        assertThat(letter.failure()).isEqualTo("ListenerFailed");
        assertThat(letter.ownHeaders()).extracting(Header::key).containsExactly("kept");

        headers.remove("kafka_dlt-original-offset");
        headers.add("kafka_dlt-original-offset", null);
        assertThat(letter(0, 0, "{", headers).origin()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "many", "99999999999999999999"})
    void numbersThatAreNoneAreNoneAndNotAFault(String number) {
        DeadLetter letter = letter(
                "{",
                "x-attempt",
                number,
                "x-omitted-bytes",
                number,
                "x-replay-count",
                number,
                "x-first-failure-at",
                number);
        assertThat(letter.attempts()).isEmpty();
        assertThat(letter.omittedBytes()).isEmpty();
        assertThat(letter.redrives()).isZero();
        assertThat(letter.failedAt()).isEqualTo(Instant.ofEpochMilli(Buried.TIME));
        assertThat(letter.failure()).isEqualTo("unknown");
        assertThat(letter.topic()).isEmpty();
    }

    @Test
    void whatItAsksForIsNamedAsFarAsItCanBeRead() {
        DeadLetter request = letter("""
                {"id": "r-1", "source": {"bucket": "shop", "key": "shoe.jpg"}, "pipeline": "mask"}""");
        assertThat(request.source()).contains(ObjectRef.of("shop", "shoe.jpg"));
        assertThat(request.pipeline()).contains("mask");
        assertThat(request.id()).contains("r-1");
        DeadLetter half = letter("{\"source\": {\"bucket\": \"shop\", \"key\": \"shoe.jpg\"}}");
        assertThat(half.source()).contains(ObjectRef.of("shop", "shoe.jpg"));
        assertThat(half.pipeline()).isEmpty();
        assertThat(letter("{").source()).isEmpty();
        DeadLetter notified = letter(NOTIFICATION);
        assertThat(notified.source()).contains(ObjectRef.of("shop", "red shoe.jpg"));
        assertThat(notified.pipeline()).isEmpty();
        assertThat(letter(NOTIFICATION.replace("shoe", "\\ud83d")).source())
                .as("half a character")
                .isEmpty();
    }
}
