package io.kirinuki.worker.config;

/** A value that is never printed: only {@link #reveal} shows it. */
public record Secret(String reveal) {
    static final String HIDDEN = "***";

    @Override
    public String toString() {
        return HIDDEN;
    }
}
