package io.kirinuki.schema;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Asks for one image to be put through one pipeline.
 *
 * @param id the requester's own name for this request, given back in the answer; absent: the record's position names it
 * @param source the image
 * @param pipeline the name of a configured pipeline
 * @param parameters overrides by operation name, as in {@code {"cutout": {"background": "#ffffff"}}}
 * @param output where artifacts go; absent fields take the worker's own bucket and prefix
 * @param deadline after this instant the image is answered with an {@code Expired} failure instead of being worked on
 */
public record ImageRequest(
        Optional<String> id,
        ObjectRef source,
        String pipeline,
        Map<String, Map<String, JsonNode>> parameters,
        Output output,
        Optional<Instant> deadline) {
    public ImageRequest {
        if (pipeline.isBlank()) throw new IllegalArgumentException("pipeline is empty");
        parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        output = output == null ? Output.DEFAULT : output;
    }

    public static ImageRequest of(String id, ObjectRef source, String pipeline) {
        return new ImageRequest(Optional.of(id), source, pipeline, Map.of(), Output.DEFAULT, Optional.empty());
    }

    /** Where artifacts go. */
    public record Output(Optional<String> bucket, Optional<String> prefix) {
        public static final Output DEFAULT = new Output(Optional.empty(), Optional.empty());
    }
}
