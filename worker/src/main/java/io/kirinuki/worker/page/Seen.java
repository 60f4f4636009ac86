package io.kirinuki.worker.page;

import io.kirinuki.schema.ImageAnswer;

/**
 * An answer that was given, as the page keeps it.
 *
 * @param number in the order of answering, from 1; another each time the same request is answered
 * @param doubtful whether it went to the review topic as well
 */
public record Seen(long number, ImageAnswer answer, boolean doubtful) {}
