package io.kirinuki.operation;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One operation of a pipeline or of a request, as it is written: {@code {"cutout": {"background": "#ffffff"}}}.
 *
 * @param operation the operation's name
 * @param name what overrides and artifacts call this step: the parameter {@code name}, else the operation's name
 * @param parameters the others
 */
public record Step(String operation, String name, Map<String, JsonNode> parameters) {
    private static final String NAME = "name";

    /** Parameters may be null, as in YAML where nothing follows the colon. */
    public static Step of(String operation, Map<String, JsonNode> parameters) {
        Map<String, JsonNode> others = new TreeMap<>();
        if (parameters != null) others.putAll(parameters);
        String name = Optional.ofNullable(others.remove(NAME))
                .flatMap(JsonNode::stringValueOpt)
                .orElse(operation);
        return new Step(operation, name, Map.copyOf(others));
    }

    /** With these in place of its own parameters of the same name. */
    public Step overriddenBy(Map<String, JsonNode> overrides) {
        Map<String, JsonNode> merged = new TreeMap<>(parameters);
        merged.putAll(overrides);
        return new Step(operation, name, Map.copyOf(merged));
    }
}
