package io.kirinuki.worker.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.WebAddress;
import io.kirinuki.worker.event.door.TraceContext;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of an answer: it is a CloudEvent 1.0 in binary mode, and part of its request's trace. The id comes of the
 * request's position alone, so that an answer that is written twice has one id.
 */
final class CloudEventHeaders {
    private CloudEventHeaders() {}

    static Headers of(
            ImageAnswer answer,
            String source,
            Optional<ImageSource> subject,
            Optional<TraceContext> trace,
            Instant time) {
        PositionIds ids = PositionIds.of(answer.position());
        Headers headers = new RecordHeaders();
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", ids.event());
        add(headers, "ce_type", type(answer));
        add(headers, "ce_source", source);
        subject.ifPresent(image -> add(headers, "ce_subject", name(image)));
        add(headers, "ce_time", time.toString());
        add(headers, "content-type", "application/json");
        trace.ifPresent(context -> context.write(headers, ids.span()));
        return headers;
    }

    /** Of no version; of an address no more than may be shown. */
    private static String name(ImageSource image) {
        return switch (image) {
            case ObjectRef object -> ObjectRef.of(object.bucket(), object.key()).toString();
            case WebAddress address -> address.toString();
        };
    }

    private static String type(ImageAnswer answer) {
        return switch (answer) {
            case ImageResult result -> ImageResult.TYPE;
            case ImageFailure failure -> ImageFailure.TYPE;
            case ImageRemoval removal -> ImageRemoval.TYPE;
        };
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
