package io.kirinuki.worker.event.door;

import io.kirinuki.schema.ObjectRef;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One event of a bucket notification, as S3 and MinIO write it into {@code Records}. Both encode keys as HTML forms do,
 * a space as +; MinIO also encodes the slash, where S3 leaves it. Ceph, told by its {@code eventSource}, leaves keys as they
 * are, and so does EventBridge, which has a form of its own.
 */
sealed interface StoreEvent {
    /**
     * The object has new content.
     *
     * @param contentType absent with S3, which does not tell
     * @param sequencer orders the events of one object; hexadecimal
     */
    record Created(ObjectRef object, Optional<String> contentType, Optional<String> sequencer) implements StoreEvent {}

    /**
     * The object is gone, or this version of it, or hidden; where the store still has it by then, it is not.
     *
     * @param sequencer as of what is created
     */
    record Removed(ObjectRef object, Optional<String> sequencer) implements StoreEvent {}

    /** Asks for nothing. */
    record Other(Ignored reason) implements StoreEvent {}

    record Malformed(String problem) implements StoreEvent {}

    /** Of MinIO's kinds of creation, those that leave the content as it was. */
    List<String> NOT_CONTENT = List.of("Tagging", "Retention", "LegalHold");

    static StoreEvent of(JsonNode event) {
        return isOfEventBridge(event) ? ofEventBridge(event) : ofRecord(event);
    }

    static boolean isOfEventBridge(JsonNode body) {
        return body.has("detail-type")
                && body.path("source").asString("").equals("aws.s3")
                && body.path("detail").isObject();
    }

    private static StoreEvent ofEventBridge(JsonNode body) {
        String kind = body.path("detail-type").asString("");
        boolean removed = kind.equals("Object Deleted");
        if (!removed && !kind.equals("Object Created")) return new Other(Ignored.OTHER_EVENT);
        JsonNode object = body.path("detail").path("object");
        Optional<String> bucket = text(body.path("detail").path("bucket").path("name"));
        Optional<String> key = text(object.path("key"));
        if (bucket.isEmpty()) return new Malformed("detail.bucket.name: required but missing");
        if (key.isEmpty()) return new Malformed("detail.object.key: required but missing");
        ObjectRef named = new ObjectRef(bucket.get(), key.get(), text(object.path("version-id")));
        return removed ? removed(object, named) : created(object, named);
    }

    /** Its size is not told any more; what ends so is no image. */
    private static StoreEvent removed(JsonNode object, ObjectRef named) {
        if (named.key().endsWith("/")) return new Other(Ignored.FOLDER);
        return new Removed(named, text(object.path("sequencer")));
    }

    private static StoreEvent created(JsonNode object, ObjectRef named) {
        boolean empty = object.path("size").asLong(0) == 0; // MinIO leaves out a size of 0
        if (named.key().endsWith("/") && empty) return new Other(Ignored.FOLDER);
        return new Created(
                named,
                text(object.path("contentType")).map(type -> type.toLowerCase(Locale.ROOT)),
                text(object.path("sequencer")));
    }

    private static StoreEvent ofRecord(JsonNode event) {
        Optional<String> name = text(event.path("eventName"));
        if (name.isEmpty()) return new Malformed("eventName: required but missing; a bucket notification has one");
        String kind = name.get().startsWith("s3:") ? name.get().substring("s3:".length()) : name.get();
        boolean removed = kind.startsWith("ObjectRemoved:");
        if (!removed
                && (!kind.startsWith("ObjectCreated:") || NOT_CONTENT.stream().anyMatch(kind::endsWith))) {
            return new Other(Ignored.OTHER_EVENT);
        }
        JsonNode object = event.path("s3").path("object");
        Optional<String> bucket = text(event.path("s3").path("bucket").path("name"));
        Optional<String> key = text(object.path("key"));
        if (bucket.isEmpty()) return new Malformed("s3.bucket.name: required but missing");
        if (key.isEmpty()) return new Malformed("s3.object.key: required but missing");
        String decoded;
        try {
            boolean plain = event.path("eventSource").asString("").startsWith("ceph:");
            decoded = plain ? key.get() : URLDecoder.decode(key.get(), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return new Malformed("s3.object.key: URL-encoded text expected, found a %% that encodes nothing in \"%s\""
                    .formatted(key.get()));
        }
        ObjectRef named = new ObjectRef(bucket.get(), decoded, text(object.path("versionId")));
        return removed ? removed(object, named) : created(object, named);
    }

    private static Optional<String> text(JsonNode node) {
        return Stream.ofNullable(node.stringValue(null))
                .filter(text -> !text.isBlank())
                .findFirst();
    }
}
