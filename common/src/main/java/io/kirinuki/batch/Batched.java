package io.kirinuki.batch;

import java.time.Duration;

/**
 * One output, and what it was like to be batched.
 *
 * @param size inputs in the run that made it
 * @param queued from submit to the start of that run
 * @param ran how long the run took
 */
public record Batched<O>(O output, int size, Duration queued, Duration ran) {}
