package io.kirinuki.worker.event.door;

import io.kirinuki.reach.Place;
import io.kirinuki.schema.ImageRequest;
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
 */
record Rule(
        String bucket,
        String prefix,
        List<String> suffixes,
        String contentType,
        String pipeline,
        Map<String, Map<String, JsonNode>> parameters,
        ImageRequest.Output output) {
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
        String key = event.object().key();
        return Place.matches(bucket, event.object().bucket())
                && key.startsWith(prefix)
                && (suffixes.isEmpty() || suffixes.stream().anyMatch(key::endsWith))
                && (contentType.equals(ANY)
                        || event.contentType()
                                .filter(type -> Place.matches(contentType, type))
                                .isPresent());
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
