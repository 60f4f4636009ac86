package io.kirinuki.operation;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** An operation's parameters as they came; whatever is wrong with one fails naming it. */
public final class Parameters {
    private final String operation;
    private final Map<String, JsonNode> values;

    Parameters(String operation, Map<String, JsonNode> values) {
        this.operation = operation;
        this.values = values;
    }

    Optional<String> text(String name) throws FailedException {
        JsonNode value = values.get(name);
        if (value == null || value.isNull()) return Optional.empty();
        if (!value.isString()) throw wrong(name, "text expected, found " + value);
        return Optional.of(value.stringValue());
    }

    /** A number from 0 to 1. */
    Optional<Double> share(String name) throws FailedException {
        JsonNode value = values.get(name);
        if (value == null || value.isNull()) return Optional.empty();
        if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > 1) {
            throw wrong(name, "a number from 0 to 1 expected, found " + value);
        }
        return Optional.of(value.doubleValue());
    }

    void refuseAllBut(String... known) throws FailedException {
        var unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(Set.of(known));
        if (!unknown.isEmpty()) {
            throw wrong(unknown.first(), "no such parameter; %s has %s".formatted(operation, String.join(", ", known)));
        }
    }

    FailedException wrong(String name, String problem) {
        return new FailedException(
                new Failure.InvalidRequest("parameters.%s.%s: %s".formatted(operation, name, problem)));
    }
}
