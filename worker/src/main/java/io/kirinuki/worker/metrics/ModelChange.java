package io.kirinuki.worker.metrics;

/** What came of a model's folder that appeared or changed. */
public enum ModelChange {
    SERVED,
    REFUSED
}
