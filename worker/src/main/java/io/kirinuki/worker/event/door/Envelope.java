package io.kirinuki.worker.event.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.Json;
import io.kirinuki.schema.Utf8;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A record's value without what it was wrapped in: a schema registry's frame, what {@link Wrapping} knows, and a CloudEvent
 * 1.0 in binary mode (Kafka protocol binding: {@code ce_} headers, the value is the data) or in structured mode (JSON format). Read here and not
 * by the CloudEvents SDK: binary mode is nothing but headers, and for structured mode, one object of a few texts, the
 * SDK brings a second JSON library.
 */
sealed interface Envelope {
    /** No JSON at all. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record NotJson(byte[] payload) implements Envelope {}

    /** What cannot be read though it says what it is: {@code problem} names the attribute, or what it is. */
    record Sealed(String problem, Map<String, String> attributes) implements Envelope {}

    /**
     * What was inside.
     *
     * @param attributes of the CloudEvent, by their bare names, those that are texts; none where it was none
     * @param body the JSON inside, part of {@code root} wherever that is an object
     * @param root the whole value without its frame
     */
    record Open(Map<String, String> attributes, JsonNode body, JsonNode root, Frame frame) implements Envelope {
        /** The value anew, after {@link #body} was changed. */
        byte[] close() {
            return frame.around(Json.MAPPER.writeValueAsBytes(root));
        }
    }

    String PREFIX = "ce_";
    String CONTENT_TYPE = "content-type";
    String STRUCTURED = "application/cloudevents";

    static Envelope open(Headers headers, byte[] value) {
        if (value == null) return new NotJson(new byte[0]);
        Optional<String> foreign = Frame.foreign(value);
        if (foreign.isPresent()) return new Sealed(foreign.get(), Map.of());
        Frame frame = Frame.of(value);
        if (Utf8.problem(frame.payload()).isPresent()) return new NotJson(frame.payload());
        JsonNode root;
        try {
            root = Wrapping.off(Json.MAPPER.readTree(frame.payload()));
        } catch (JacksonException e) {
            return new NotJson(frame.payload());
        }
        if (root.isMissingNode()) return new NotJson(frame.payload());
        String contentType = TextHeaders.text(headers, CONTENT_TYPE).orElse("").toLowerCase(Locale.ROOT);
        if (contentType.startsWith(STRUCTURED)) return structured(contentType, root, frame);
        if (TextHeaders.text(headers, PREFIX + "specversion").isPresent())
            return binary(headers, contentType, root, frame);
        return looksStructured(root)
                ? structured(STRUCTURED + "+json", root, frame)
                : new Open(Map.of(), root, root, frame);
    }

    private static Envelope binary(Headers headers, String contentType, JsonNode root, Frame frame) {
        Map<String, String> attributes = new HashMap<>();
        for (Header header : headers) {
            if (header.key().startsWith(PREFIX) && header.value() != null) {
                attributes.put(header.key().substring(PREFIX.length()), new String(header.value(), UTF_8));
            }
        }
        return problem(attributes, contentType)
                .<Envelope>map(problem -> new Sealed(problem, attributes))
                .orElseGet(() -> new Open(attributes, root, root, frame));
    }

    private static Envelope structured(String contentType, JsonNode root, Frame frame) {
        Map<String, String> attributes = new HashMap<>();
        root.properties()
                .forEach(field ->
                        field.getValue().stringValueOpt().ifPresent(text -> attributes.put(field.getKey(), text)));
        if (!contentType.split(";", 2)[0].strip().equals(STRUCTURED + "+json")) {
            return new Sealed(
                    "content-type: of CloudEvents, %s+json expected, \"%s\" found".formatted(STRUCTURED, contentType),
                    attributes);
        }
        Optional<String> problem = problem(attributes, attributes.getOrDefault("datacontenttype", ""));
        if (problem.isPresent()) return new Sealed(problem.get(), attributes);
        if (root.hasNonNull("data_base64")) {
            try {
                JsonNode data = Json.MAPPER.readTree(root.get("data_base64").binaryValue());
                ((ObjectNode) root).set("data", data).remove("data_base64");
            } catch (JacksonException e) {
                return new Sealed("data_base64: JSON in Base64 expected", attributes);
            }
        }
        if (root.hasNonNull("data")) return new Open(attributes, root.get("data"), root, frame);
        String elsewhere = attributes.get("dataref");
        return new Sealed(
                elsewhere == null
                        ? "data: required but missing"
                        : "dataref: data that lie elsewhere are not fetched; send the request itself",
                attributes);
    }

    private static Optional<String> problem(Map<String, String> attributes, String dataType) {
        String version = attributes.getOrDefault("specversion", "");
        if (!version.equals("1.0")) return Optional.of("specversion: 1.0 expected, \"%s\" found".formatted(version));
        String type = dataType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean json = type.isEmpty() || type.endsWith("/json") || type.endsWith("+json");
        return json
                ? Optional.empty()
                : Optional.of("datacontenttype: application/json expected, \"%s\" found".formatted(dataType));
    }

    /** Of tools that send no headers; a request's own source is an object. */
    private static boolean looksStructured(JsonNode root) {
        return root.path("specversion").isString()
                && root.path("type").isString()
                && root.path("source").isString();
    }
}
