package io.kirinuki.local.process;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What is to be done with each input.
 *
 * @param parameters overrides by the names of the pipeline's steps
 */
public record Wish(String pipeline, Map<String, Map<String, JsonNode>> parameters) {
    public static Wish of(String pipeline) {
        return new Wish(pipeline, Map.of());
    }

    ImageRequest request(String id, ObjectRef photo) {
        return new ImageRequest(
                Optional.of(id),
                photo,
                Optional.of(pipeline),
                List.of(),
                parameters,
                ImageRequest.Output.DEFAULT,
                Optional.empty(),
                Optional.empty());
    }
}
