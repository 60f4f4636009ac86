package io.kirinuki.worker.event.door;

import io.kirinuki.schema.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What queues and connectors put around JSON on its way to Kafka: a message of SNS, one of SQS or several as functions are
 * given them, Kafka Connect's schema beside its payload, and JSON that was made a text of. Told apart by the fields that
 * each of them always has, and by nothing else.
 */
final class Wrapping {
    /** One around the other; more than this nobody makes. */
    private static final int DEEPEST = 4;

    private Wrapping() {}

    /** What is inside, however often it is wrapped; the same node where it is not. */
    static JsonNode off(JsonNode root) {
        JsonNode inside = root;
        for (int i = 0; i < DEEPEST; i++) {
            Optional<JsonNode> next = once(inside);
            if (next.isEmpty()) return inside;
            inside = next.get();
        }
        return inside;
    }

    private static Optional<JsonNode> once(JsonNode node) {
        if (node.isString()) return parsed(node);
        if (!node.isObject()) return Optional.empty();
        if (Set.copyOf(node.propertyNames()).equals(Set.of("schema", "payload")))
            return Optional.of(node.get("payload"));
        boolean sns = node.path("Type").asString("").equals("Notification") && node.has("TopicArn");
        if (sns) return parsed(node.path("Message"));
        if (node.has("ReceiptHandle")) return parsed(node.path("Body"));
        if (node.has("receiptHandle")) return parsed(node.path("body"));
        return all(node.path("Records")).or(() -> all(node.path("Messages")));
    }

    /** Of several messages, each with a notification of its own, one that tells all of their events. */
    private static Optional<JsonNode> all(JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty()) return Optional.empty();
        ArrayNode events = Json.MAPPER.createArrayNode();
        for (JsonNode message : messages) {
            JsonNode wrapped = message.path("Sns").isObject() ? message.get("Sns") : message;
            boolean told = wrapped.has("ReceiptHandle") || wrapped.has("receiptHandle") || wrapped.has("TopicArn");
            if (!told) return Optional.empty();
            JsonNode inside = off(wrapped);
            if (messages.size() == 1) return Optional.of(inside);
            List<JsonNode> own =
                    Notification.in(inside).map(Notification::events).orElse(List.of(inside));
            own.forEach(events::add);
        }
        return Optional.of(Json.MAPPER.createObjectNode().set("Records", events));
    }

    /** Empty where the text is no JSON of an object. */
    private static Optional<JsonNode> parsed(JsonNode text) {
        return Stream.ofNullable(text.stringValue(null))
                .filter(json -> json.stripLeading().startsWith("{"))
                .flatMap(json -> {
                    try {
                        return Stream.of(Json.MAPPER.readTree(json));
                    } catch (JacksonException e) {
                        return Stream.empty();
                    }
                })
                .findFirst();
    }
}
