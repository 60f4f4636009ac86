package io.kirinuki.worker.event.door;

import io.kirinuki.schema.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A store's message about objects in its buckets, of several events or of one. */
record Notification(JsonNode body, List<JsonNode> events, boolean test) {
    /** Empty where the body is something else. */
    static Optional<Notification> in(JsonNode body) {
        if (body.path("Event").asString("").equals("s3:TestEvent")) {
            return Optional.of(new Notification(body, List.of(), true));
        }
        if (body.path("Records").isArray()) {
            return Optional.of(
                    new Notification(body, body.get("Records").valueStream().toList(), false));
        }
        if (StoreEvent.isOfEventBridge(body)) return Optional.of(new Notification(body, List.of(body), false));
        // As the data of a CloudEvent that was made of each.
        boolean one = body.path("s3").isObject() && body.has("eventName");
        return one ? Optional.of(new Notification(body, List.of(body), false)) : Optional.empty();
    }

    /** Makes the body one of this event alone, as the store would have sent it. */
    void narrow(JsonNode event) {
        ObjectNode notification = (ObjectNode) body;
        notification.remove(List.of("EventName", "Key")); // MinIO's, of the first event
        notification.set("Records", Json.MAPPER.createArrayNode().add(event));
    }
}
