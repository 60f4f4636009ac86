package io.kirinuki.batch;

import java.time.Duration;

/**
 * One output, and what it was like to be batched.
 *
 * @param run that made it
 * @param queued from submit to the start of that run
 */
public record Batched<O>(O output, Run run, Duration queued) {}
