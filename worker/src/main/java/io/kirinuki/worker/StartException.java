package io.kirinuki.worker;

/** A worker that cannot start; the message says why, and what to do. */
public final class StartException extends RuntimeException {
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }

    public StartException(String message) {
        super(message);
    }
}
