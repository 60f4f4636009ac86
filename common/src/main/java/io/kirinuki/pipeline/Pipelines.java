package io.kirinuki.pipeline;

import io.kirinuki.operation.Operation;
import io.kirinuki.operation.Operations;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The pipelines that requests may name: each a list of operations, in the order in which artifacts are stored. */
public final class Pipelines {
    private static final Map<String, List<String>> BUILT_IN = Map.of(
            "mask", List.of("mask"),
            "cutout", List.of("cutout"),
            "cutout-with-mask", List.of("cutout", "mask"));

    private final Map<String, List<String>> operations = new TreeMap<>(BUILT_IN);

    public static Pipelines builtIn() {
        return new Pipelines();
    }

    private Pipelines() {}

    public List<String> names() {
        return List.copyOf(operations.keySet());
    }

    /** The request's operations with its parameters; fails on an unknown pipeline or parameter, naming it. */
    List<Operation> resolve(ImageRequest request) throws FailedException {
        List<String> steps = operations.get(request.pipeline());
        if (steps == null) {
            throw new FailedException(
                    new Failure.UnknownPipeline(request.pipeline(), String.join(", ", operations.keySet())));
        }
        var strangers = new TreeSet<>(request.parameters().keySet());
        strangers.removeAll(steps);
        if (!strangers.isEmpty()) {
            throw new FailedException(
                    new Failure.InvalidRequest("parameters.%s: pipeline %s has no such operation, but %s"
                            .formatted(strangers.first(), request.pipeline(), String.join(", ", steps))));
        }
        List<Operation> resolved = new ArrayList<>();
        for (String step : steps) {
            resolved.add(Operations.make(step, request.parameters().getOrDefault(step, Map.of())));
        }
        return resolved;
    }
}
