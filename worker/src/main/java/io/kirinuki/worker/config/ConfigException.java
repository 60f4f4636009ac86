package io.kirinuki.worker.config;

import java.util.List;

/**
 * Everything that is wrong with the configuration, found in one go. Each problem names its key, the value unless it is
 * secret, the limit and the way out. The worker does not start.
 */
public final class ConfigException extends RuntimeException {
    private final List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    public ConfigException(String problem) {
        this(List.of(problem));
    }

    public List<String> problems() {
        return problems;
    }
}
