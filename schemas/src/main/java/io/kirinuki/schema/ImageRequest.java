package io.kirinuki.schema;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Asks for one image to be put through one pipeline, or through operations that the request brings along.
 *
 * @param id the requester's own name for this request, given back in the answer; absent: the record's position names it
 * @param source the image
 * @param pipeline the name of a configured pipeline, its newest version, or {@code name@version}; absent where there are
 *     operations, and only there
 * @param operations the request's own steps, each one operation by its name with its parameters; empty: the pipeline's
 * @param parameters overrides by operation name, as in {@code {"cutout": {"background": "#ffffff"}}}
 * @param output where artifacts go; absent fields take the worker's own bucket and prefix
 * @param deadline after this instant the image is answered with an {@code Expired} failure instead of being worked on
 * @param force whether the work is done also where an earlier run has done it; absent: it is not
 * @param alpha a mask or a trimap that stands in the place of what a model would say; absent: models are asked
 * @param subject which of several subjects is meant; absent: all that a model takes for one
 */
public record ImageRequest(
        Optional<String> id,
        ImageSource source,
        Optional<String> pipeline,
        List<Map<String, Map<String, JsonNode>>> operations,
        Map<String, Map<String, JsonNode>> parameters,
        Output output,
        Optional<Instant> deadline,
        Optional<Boolean> force,
        Optional<GivenAlpha> alpha,
        Optional<Subject> subject) {
    /** The title of work whose steps came with the request. */
    public static final String INLINE = "inline";

    public ImageRequest {
        if (pipeline.filter(String::isBlank).isPresent()) throw new IllegalArgumentException("pipeline is empty");
        operations = operations == null ? List.of() : List.copyOf(operations);
        if (pipeline.isPresent() && !operations.isEmpty()) {
            throw new IllegalArgumentException("pipeline or operations expected, found both; leave one of them out");
        }
        if (alpha.isPresent() && subject.isPresent()) {
            throw new IllegalArgumentException(
                    "subject: it chooses among what a model finds, and alpha stands in a model's place; leave one of them out");
        }
        if (pipeline.isEmpty() && operations.isEmpty()) {
            throw new IllegalArgumentException("pipeline or operations expected, found neither");
        }
        parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        output = output == null ? Output.DEFAULT : output;
    }

    /** One that brings no alpha along and names no subject. */
    public ImageRequest(
            Optional<String> id,
            ImageSource source,
            Optional<String> pipeline,
            List<Map<String, Map<String, JsonNode>>> operations,
            Map<String, Map<String, JsonNode>> parameters,
            Output output,
            Optional<Instant> deadline,
            Optional<Boolean> force) {
        this(id, source, pipeline, operations, parameters, output, deadline, force, Optional.empty(), Optional.empty());
    }

    public static ImageRequest of(String id, ImageSource source, String pipeline) {
        return new ImageRequest(
                Optional.of(id),
                source,
                Optional.of(pipeline),
                List.of(),
                Map.of(),
                Output.DEFAULT,
                Optional.empty(),
                Optional.empty());
    }

    /** The same request under that name and with that deadline. */
    public ImageRequest with(Optional<String> id, Optional<Instant> deadline) {
        return new ImageRequest(id, source, pipeline, operations, parameters, output, deadline, force, alpha, subject);
    }

    /** What the work is called, in answers and in the keys of artifacts. */
    public String title() {
        return pipeline.orElse(INLINE);
    }

    public boolean forced() {
        return force.orElse(false);
    }

    /** Where artifacts go. */
    public record Output(Optional<String> bucket, Optional<String> prefix) {
        public static final Output DEFAULT = new Output(Optional.empty(), Optional.empty());
    }
}
