package io.kirinuki.worker.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what does not fit together within one record, so that its constructor can refuse all of it at once. */
final class Contradictions {
    private final List<String> found = new ArrayList<>();

    Contradictions refuseIf(boolean contradiction, String problem) {
        if (contradiction) found.add(problem);
        return this;
    }

    /** Of a value that says itself what is wrong with it. */
    Contradictions refuse(String key, Optional<String> problem) {
        problem.ifPresent(words -> found.add(key + ": " + words));
        return this;
    }

    void orThrow() {
        if (!found.isEmpty()) throw new ConfigException(found);
    }
}
