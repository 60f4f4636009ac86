package io.kirinuki.worker.event.door;

import io.kirinuki.reach.Place;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What is done with which objects that a store tells of.
 *
 * @param bucket {@code *} in it stands for any run of characters
 * @param prefix what the key starts with, decoded
 * @param suffixes what it ends with, one of them; none: anything
 * @param contentType {@code *} in it stands for any run of characters; a store that does not tell the type matches none
 *     but {@code *}
 * @param removes whether the artifacts of such an object go when it does
 */
record Rule(
        String bucket,
        String prefix,
        List<String> suffixes,
        String contentType,
        String pipeline,
        Map<String, Map<String, JsonNode>> parameters,
        ImageRequest.Output output,
        boolean removes) {
    static final String ANY = Place.ANY;

    Rule {
        suffixes = List.copyOf(suffixes);
        parameters = Map.copyOf(parameters);
    }

    /** Where all that it takes lies, and other things too. */
    Place intake() {
        return new Place(bucket, prefix);
    }

    boolean takes(StoreEvent.Created event) {
        return isFor(event.object())
                && (contentType.equals(ANY)
                        || event.contentType()
                                .filter(type -> Place.matches(contentType, type))
                                .isPresent());
    }

    /** What is gone has no type any more. */
    boolean clears(StoreEvent.Removed event) {
        return removes && isFor(event.object());
    }

    /** Whether no rule behind this one can have taken it: this one asked for no type. */
    boolean tookSurely(StoreEvent.Removed event) {
        return contentType.equals(ANY) && isFor(event.object());
    }

    private boolean isFor(ObjectRef object) {
        return Place.matches(bucket, object.bucket())
                && object.key().startsWith(prefix)
                && (suffixes.isEmpty() || suffixes.stream().anyMatch(object.key()::endsWith));
    }

    ImageRequest request(StoreEvent.Created event) {
        return new ImageRequest(
                Optional.empty(),
                event.object(),
                Optional.of(pipeline),
                List.of(),
                parameters,
                output,
                Optional.empty(),
                Optional.empty());
    }
}
