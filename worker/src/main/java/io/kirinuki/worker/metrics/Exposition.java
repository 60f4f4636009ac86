package io.kirinuki.worker.metrics;

/** All metrics as text, in the format the scraper asked for. */
public record Exposition(String contentType, String text) {}
