package io.kirinuki.worker.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Keys that were, and why they are no more: who still sets one is told, and not that it is unknown. */
final class RetiredKeys {
    static final String ANSWERS_WERE_LOST =
            "for at_least_once lost answers: the end of a request could be kept where its answer was not";

    private static final Map<String, String> REASONS = Map.of(
            "kirinuki.kafka.guarantee",
            "is gone, remove it; workers answer exactly once (exactly_once_v2), " + ANSWERS_WERE_LOST);

    private RetiredKeys() {}

    /** Empty where the key never was one. */
    static Optional<String> problem(String key) {
        return Optional.ofNullable(REASONS.get(key)).map(reason -> key + ": " + reason);
    }

    /** As {@link #problem}, of an environment variable. */
    static Optional<String> problemOfVariable(String variable) {
        return REASONS.keySet().stream()
                .filter(key -> variableOf(key).equals(variable))
                .findFirst()
                .map(key -> variable + ": " + REASONS.get(key));
    }

    private static String variableOf(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }
}
