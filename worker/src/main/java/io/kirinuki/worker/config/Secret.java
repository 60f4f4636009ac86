package io.kirinuki.worker.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A value that is never printed: only {@link #reveal} shows it.
 *
 * @param file that it was read from, and that may come to hold another
 */
public record Secret(String reveal, Optional<Path> file) {
    static final String HIDDEN = "***";

    public Secret(String reveal) {
        this(reveal, Optional.empty());
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
