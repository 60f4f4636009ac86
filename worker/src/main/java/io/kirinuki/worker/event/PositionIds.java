package io.kirinuki.worker.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.schema.Position;

/**
 * Names that come of a request's position alone, so that who writes them twice, be it another worker, writes the same.
 *
 * @param event of its answer, 32 hex digits
 * @param span of its way through the worker, 16 hex digits
 */
public record PositionIds(String event, String span) {
    private static final int EVENT_DIGITS = 32;
    private static final int SPAN_DIGITS = 16;

    /** No text of a position is that of another: the last @ parts it, and topics have no #. */
    public static PositionIds of(Position position) {
        String digits = Blob.of(position.toString().getBytes(UTF_8)).sha256();
        return new PositionIds(
                digits.substring(0, EVENT_DIGITS), digits.substring(EVENT_DIGITS, EVENT_DIGITS + SPAN_DIGITS));
    }

    /** Of a request that came in no trace. */
    public String trace() {
        return event;
    }
}
