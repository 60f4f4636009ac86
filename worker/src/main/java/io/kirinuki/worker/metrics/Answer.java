package io.kirinuki.worker.metrics;

/** What a request was answered with. */
public enum Answer {
    RESULT,
    FAILURE
}
