package io.kirinuki.worker.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.event.door.TraceContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CloudEventHeadersTest {
    private static final Instant NOW = Instant.parse("2026-11-21T11:59:30.125Z");
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @Test
    void anAnswerIsACloudEventInItsRequestsTrace() {
        Map<String, String> headers = headers(new Position("image-requests", 3, 90210), 1);
        assertThat(headers)
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_type", ImageFailure.TYPE)
                .containsEntry("ce_source", "/kirinuki/shop")
                .containsEntry("ce_subject", "s3://photos/赤い靴 100%.jpg")
                .containsEntry("ce_time", "2026-11-21T11:59:30.125Z")
                .containsEntry("content-type", "application/json")
                .containsEntry("tracestate", "a=1")
                // sha256 of the position as text, by sha256sum
                .containsEntry("ce_id", "a85260d1b92be953d74b02d14a8a8402")
                .containsEntry("traceparent", "00-" + TRACE + "-0c6e6d2f935a48c1-01");
    }

    @Test
    void theIdIsThatOfThePositionWhateverTheAttempt() {
        var position = new Position("image-requests", 3, 90210);
        assertThat(headers(position, 4)).isEqualTo(headers(position, 1));
        assertThat(headers(new Position("image-requests", 3, 90210, Optional.of(0)), 1)
                        .get("ce_id"))
                .isNotEqualTo(headers(position, 1).get("ce_id"))
                .isNotEqualTo(headers(new Position("image-requests", 3, 90210, Optional.of(1)), 1)
                        .get("ce_id"));
    }

    private static Map<String, String> headers(Position position, int attempt) {
        var answer = new ImageFailure(
                "a",
                Optional.empty(),
                Optional.empty(),
                new ImageFailure.Reason("NotFound", "permanent", "gone"),
                position,
                attempt,
                NOW,
                NOW);
        Map<String, String> headers = new LinkedHashMap<>();
        CloudEventHeaders.of(
                        answer,
                        "/kirinuki/shop",
                        Optional.of(new ObjectRef("photos", "赤い靴 100%.jpg", Optional.of("v1"))),
                        Optional.of(new TraceContext(TRACE, "b7ad6b7169203331", true, Optional.of("a=1"))),
                        NOW)
                .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }
}
