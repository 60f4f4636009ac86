package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.local.Upstream.Answered;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a worker tells of what it cannot do, to the requester and to whoever looks after the dead letters. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class RefusalSuite extends WorkerFixture {
    private final Topics strangers = new Topics("stranger", 1);
    private TestWorker stranger;
    private Upstream strangersUpstream;
    private Position askedOfTheStranger;

    /** With keys that the store does not know. It waits half a minute for the store to let it in, beside the other tests. */
    @BeforeAll
    void askAStranger() throws Exception {
        shelf.put("refused/cup.jpg", Specimens.jpeg(160, 120));
        stranger = startWorker(strangers, Map.of("store.secret-key", "wrong", "engine.max-batch", "1"));
        strangersUpstream = new Upstream(servers, strangers);
        askedOfTheStranger =
                strangersUpstream.ask(ImageRequest.of("a", ObjectRef.of(PHOTOS, "refused/cup.jpg"), "mask"));
    }

    @AfterAll
    void stopTheStranger() {
        if (strangersUpstream != null) strangersUpstream.close();
        if (stranger != null) stranger.close();
    }

    @Test
    void whatSomebodyElseWroteIntoTheLedgersTopicHoldsUpNothing() throws Exception {
        ImageFailure failure = (ImageFailure) upstream.answer(garbled).answer();
        assertThat(failure.failure().name()).isEqualTo("Garbled");
        assertThat(failure.failure().message()).contains("replay it", "ledger-changelog");
        assertThat(upstream.deadLetter(garbled)).isPresent();
    }

    @ParameterizedTest
    @MethodSource("io.kirinuki.local.BadRequest#all")
    void aBadRequestIsAnsweredAndBuriedAsItCame(BadRequest bad) throws Exception {
        if (bad.object().isPresent()) shelf.put(bad.key(), bad.object().get());
        byte[] key = {'k', (byte) 0xff, 0};
        List<Header> headers = List.of(
                new RecordHeader(
                        "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(UTF_8)),
                new RecordHeader("twice", new byte[] {1, (byte) 0xfe}),
                new RecordHeader("twice", new byte[0]),
                new RecordHeader("no value", null));
        Position asked = upstream.send(new ProducerRecord<>(
                "suite-requests", 1, 1_700_000_000_123L, key, bad.value().orElseThrow(), headers));
        shelf.put("good/cup.jpg", Specimens.jpeg(160, 120));
        byte[] good = Json.write(ImageRequest.of("good after " + bad, ObjectRef.of(PHOTOS, "good/cup.jpg"), "mask"));
        Position after = upstream.send(new ProducerRecord<>("suite-requests", 1, key, good));

        Answered answered = upstream.answer(asked);
        ImageFailure failure = (ImageFailure) answered.answer();
        assertThat(failure.failure().name()).isEqualTo(bad.failure());
        assertThat(failure.failure().message()).contains(bad.words());
        assertThat(failure.failure().fate()).isEqualTo("permanent");
        assertThat(failure.requestId()).isEqualTo(asked.toString());
        assertThat(failure.attempt()).isEqualTo(1);
        assertThat(answered.record().key()).isEqualTo(key);

        var letter = upstream.deadLetter(asked).orElseThrow();
        assertThat(letter.key()).isEqualTo(key);
        assertThat(letter.value()).isEqualTo(bad.value().orElseThrow());
        assertThat(letter.timestamp())
                .as("the moment of its death")
                .isBetween(failure.failedAt().toEpochMilli(), System.currentTimeMillis());
        assertThat(Upstream.header(letter, "x-record-timestamp")).isEqualTo("1700000000123");
        assertThat(letter.headers().toArray()).startsWith(headers.toArray(Header[]::new));
        assertThat(Upstream.header(letter, "x-failure-name")).isEqualTo(bad.failure());
        assertThat(Upstream.header(letter, "x-failure-class")).isEqualTo("permanent");
        assertThat(Upstream.header(letter, "x-failure-message"))
                .isEqualTo(failure.failure().message());
        assertThat(Upstream.header(letter, "x-attempt")).isEqualTo("1");
        assertThat(Upstream.header(letter, "__connect.errors.exception.message"))
                .isEqualTo(failure.failure().message());

        result(after);
    }

    @ParameterizedTest
    @ValueSource(ints = {900_000, 1_000_000, 1_048_480})
    void anEventAsLargeAsKafkaTakesIsAnsweredToo(int bytes) throws Exception {
        byte[] value = new byte[bytes];
        Arrays.fill(value, (byte) ' ');
        Position asked = upstream.ask(new byte[0], value);
        ImageFailure failure = (ImageFailure) upstream.answer(asked).answer();
        assertThat(failure.failure().name()).isEqualTo("InvalidRequest");
        var letter = upstream.deadLetter(asked).orElseThrow();
        if (bytes <= 1_000_000) {
            assertThat(letter.value()).isEqualTo(value);
        } else {
            assertThat(failure.failure().message()).contains("holds " + bytes + " bytes", asked.toString());
            assertThat(letter.value()).isNull();
            assertThat(Upstream.header(letter, "x-omitted-bytes")).isEqualTo(Integer.toString(bytes));
        }
    }

    @Test
    void whatARequestSaysIsNotRepeatedAtAnyLength() throws Exception {
        String colour = "猫".repeat(300_000);
        Position asked = ask("a", "cutout", ", \"parameters\": {\"cutout\": {\"background\": \"" + colour + "\"}}");
        ImageFailure failure = (ImageFailure) upstream.answer(asked).answer();
        assertThat(failure.failure().message())
                .startsWith("parameters.cutout.background")
                .hasSizeLessThan(3_000);
    }

    @Test
    void aMissingOutputBucketIsNamed() throws Exception {
        shelf.put("output/cup.jpg", Specimens.jpeg(320, 240));
        Position asked = ask("output/cup.jpg", "mask", ", \"output\": {\"bucket\": \"no-such-bucket\"}");
        ImageFailure failure = (ImageFailure) upstream.answer(asked).answer();
        assertThat(failure.failure().message())
                .contains("output", "no-such-bucket")
                .doesNotContain("source");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aStoreThatRefusesTheWorkersKeysIsNamed() {
        ImageFailure failure =
                (ImageFailure) strangersUpstream.answer(askedOfTheStranger).answer();
        assertThat(failure.failure().name()).isEqualTo("Forbidden");
        assertThat(failure.failure().message()).contains("s3://photos/refused/cup.jpg", "credentials");
        assertThat(strangersUpstream.deadLetter(askedOfTheStranger)).isPresent();
        assertThat(stranger.broken()).isFalse();
    }
}
