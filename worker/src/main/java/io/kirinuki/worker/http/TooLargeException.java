package io.kirinuki.worker.http;

import java.io.IOException;

/** A request's body goes beyond what its route reads. */
public final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(long limit) {
        super("at most %,d bytes are read here".formatted(limit));
    }
}
