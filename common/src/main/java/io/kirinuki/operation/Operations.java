package io.kirinuki.operation;

import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** All operations there are, by the name that pipelines and requests use. */
public final class Operations {
    @FunctionalInterface
    private interface Maker {
        Operation make(Parameters parameters) throws FailedException;
    }

    private static final Map<String, Maker> ALL = Map.of("mask", MaskOperation::of, "cutout", CutoutOperation::of);

    private Operations() {}

    /** Fails where a parameter is wrong, naming it. */
    public static Operation make(String name, Map<String, JsonNode> parameters) throws FailedException {
        return ALL.get(name).make(new Parameters(name, parameters));
    }
}
