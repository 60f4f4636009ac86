package io.kirinuki.batch;

import java.time.Duration;

/**
 * One run of an accelerator, which all outputs that it gave share.
 *
 * @param number its own among all of this process
 * @param accelerator its name
 * @param size inputs
 * @param begun by {@link System#nanoTime}
 * @param took how long it took
 */
public record Run(long number, String accelerator, int size, long begun, Duration took) {}
