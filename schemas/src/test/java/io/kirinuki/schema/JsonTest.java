package io.kirinuki.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

class JsonTest {
    private static final ImageFailure FAILURE = new ImageFailure(
            "image-requests-3@5",
            Optional.empty(),
            Optional.empty(),
            new ImageFailure.Reason("InvalidRequest", "permanent", "the event has no value"),
            new Position("image-requests", 3, 5),
            1,
            Instant.parse("2026-11-21T12:00:00Z"),
            Instant.parse("2026-11-21T12:00:00Z"));

    @Test
    void answerStartsWithItsTypeAndLeavesOutWhatIsAbsent() {
        assertThat(new String(Json.write(FAILURE), UTF_8)).isEqualTo("""
                {"type":"io.kirinuki.image.failure.v1","requestId":"image-requests-3@5",\
                "failure":{"name":"InvalidRequest","fate":"permanent","message":"the event has no value"},\
                "position":{"topic":"image-requests","partition":3,"offset":5},"attempt":1,\
                "firstFailedAt":"2026-11-21T12:00:00Z","failedAt":"2026-11-21T12:00:00Z"}""");
    }

    @Test
    void answerNamesWhichEventOfItsRecordItIsOf() {
        var position = new Position("image-requests", 3, 5, Optional.of(2));
        var failure = new ImageFailure(
                position.toString(),
                Optional.empty(),
                Optional.empty(),
                FAILURE.failure(),
                position,
                1,
                FAILURE.failedAt(),
                FAILURE.failedAt());
        assertThat(new String(Json.write(failure), UTF_8))
                .contains("\"requestId\":\"image-requests-3@5#2\"", "\"offset\":5,\"index\":2}");
        assertThat(Json.readAnswer(Json.write(failure))).isEqualTo(failure);
        assertThat(position).isGreaterThan(FAILURE.position()).isLessThan(new Position("image-requests", 3, 6));
    }

    @Test
    void requestLeavesOutWhatItFilledInItself() {
        var request = ImageRequest.of("order-1", ObjectRef.of("b", "k"), "mask");
        assertThat(new String(Json.write(request), UTF_8))
                .isEqualTo("{\"id\":\"order-1\",\"source\":{\"bucket\":\"b\",\"key\":\"k\"},\"pipeline\":\"mask\"}");
    }

    @Test
    void writtenRequestIsReadAsTheSame() {
        var request = ImageRequest.of("切り抜き \" \\ \u0000 🥿", ObjectRef.of("b", "a+b %20.jpg"), "mask");
        assertThat(new RequestReader().read(Json.write(request))).isEqualTo(new Reading.Read(request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "requestId", "failure", "position", "attempt", "firstFailedAt", "failedAt"})
    void answerWithoutRequiredFieldIsRefused(String field) {
        var answer = (ObjectNode) Json.MAPPER.readTree(Json.write(FAILURE));
        answer.remove(field);
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> Json.readAnswer(Json.MAPPER.writeValueAsBytes(answer)));
    }

    @Test
    void answerOfUnknownTypeIsRefused() {
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> Json.readAnswer("{\"type\":\"io.kirinuki.image.guess.v1\"}".getBytes(UTF_8)));
    }

    /** Quoted, as Jackson would write them, they are words where the schemas promise numbers. */
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aNumberThatJsonDoesNotHaveIsRefusedWhereverItStands(double number) {
        for (Object holder : List.of(
                number,
                (float) number,
                new ImageResult.Label("cat", number),
                new ImageResult.Measures(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(number),
                        Optional.empty(),
                        List.of()),
                Map.of("degrees", number),
                List.of((float) number))) {
            assertThatExceptionOfType(JacksonException.class)
                    .isThrownBy(() -> Json.MAPPER.writeValueAsBytes(holder))
                    .withMessageContaining("no number of JSON");
        }
    }

    @Test
    void numbersAreWrittenAsShortAsTheyAre() {
        assertThat(new String(Json.MAPPER.writeValueAsBytes(List.of(0.1, 0.1f, 3.0, -0.0, 1e-7)), UTF_8))
                .isEqualTo("[0.1,0.1,3.0,-0.0,1.0E-7]");
    }
}
