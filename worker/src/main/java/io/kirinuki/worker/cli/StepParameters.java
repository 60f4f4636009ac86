package io.kirinuki.worker.cli;

import io.kirinuki.schema.Json;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** Parameters of a pipeline's steps as people write them on a command line. */
public final class StepParameters {
    private StepParameters() {}

    /** By the names of steps. Throws {@link IllegalArgumentException} saying what is wrong. */
    public static SortedMap<String, Map<String, JsonNode>> read(String json) {
        try {
            return Json.MAPPER.readValue(json, new TypeReference<TreeMap<String, Map<String, JsonNode>>>() {});
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "JSON such as {\"cutout\": {\"crop\": true}} expected: " + e.getOriginalMessage(), e);
        }
    }
}
