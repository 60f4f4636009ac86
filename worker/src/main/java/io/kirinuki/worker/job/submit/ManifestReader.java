package io.kirinuki.worker.job.submit;

import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.Reading;
import io.kirinuki.schema.RequestReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns lines of a manifest into requests: {@code s3://bucket/key}, whose key is taken literally to the line's end, or an
 * {@code image-request.v1} in JSON, which may leave out its pipeline. Owned by one thread.
 */
final class ManifestReader {
    /** What a line is. */
    sealed interface Line {
        record Blank() implements Line {}

        /** A request, not yet filled in by the terms but for pipeline and parameters. */
        record Asks(ImageRequest request) implements Line {}

        /** @param problem for people */
        record Wrong(String problem) implements Line {}
    }

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final RequestReader requests = new RequestReader();
    private final SubmitTerms terms;
    private final Pipelines pipelines;

    ManifestReader(SubmitTerms terms, Pipelines pipelines) {
        this.terms = terms;
        this.pipelines = pipelines;
    }

    Line read(byte[] line) {
        if (line.length > ManifestLines.LONGEST) {
            return new Line.Wrong("it is longer than %d bytes".formatted(ManifestLines.LONGEST));
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException e) {
            return new Line.Wrong("it is no UTF-8");
        }
        if (text.startsWith(BYTE_ORDER_MARK)) text = text.substring(1); // editors put one before the first line
        if (text.endsWith("\r")) text = text.substring(0, text.length() - 1);
        if (text.isBlank()) return new Line.Blank();
        return text.stripLeading().startsWith("{") ? request(text) : object(text);
    }

    private Line object(String text) {
        BucketPlace place;
        try {
            place = BucketPlace.parse(text);
        } catch (IllegalArgumentException e) {
            return new Line.Wrong("s3://bucket/key or a request in JSON expected, found \"%s\"".formatted(start(text)));
        }
        if (place.prefix().isEmpty()) return new Line.Wrong("%s names no object; a key is missing".formatted(place));
        if (place.prefix().endsWith("/")) {
            return new Line.Wrong("%s is a folder and no object; name it without --manifest".formatted(place));
        }
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.putObject("source").put("bucket", place.bucket()).put("key", place.prefix());
        return filled(event);
    }

    private Line request(String text) {
        try {
            JsonNode event = Json.MAPPER.readTree(text);
            if (event instanceof ObjectNode object) return filled(object);
            return new Line.Wrong("a request in JSON expected");
        } catch (JacksonException e) {
            return new Line.Wrong("it is no JSON: " + e.getOriginalMessage());
        }
    }

    /** Parameters go with their pipeline: for another they would mean nothing. */
    private Line filled(ObjectNode event) {
        if (isAbsent(event, "pipeline") && isAbsent(event, "operations")) {
            if (terms.pipeline().isEmpty()) return new Line.Wrong("it names no pipeline, and there is no --pipeline");
            event.put("pipeline", terms.pipeline().get());
            if (isAbsent(event, "parameters") && !terms.parameters().isEmpty()) {
                event.set("parameters", Json.MAPPER.valueToTree(terms.parameters()));
            }
        }
        return switch (requests.readParsed(event)) {
            case Reading.Unreadable unreadable -> new Line.Wrong(unreadable.problem());
            case Reading.Read(ImageRequest request) -> checked(request);
        };
    }

    private Line checked(ImageRequest request) {
        try {
            pipelines.check(request);
            return new Line.Asks(request);
        } catch (FailedException e) {
            return new Line.Wrong(e.getMessage());
        }
    }

    private static boolean isAbsent(ObjectNode event, String field) {
        return event.path(field).isMissingNode() || event.path(field).isNull();
    }

    private static String start(String text) {
        return text.codePointCount(0, text.length()) <= 60
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 60)) + "…";
    }
}
