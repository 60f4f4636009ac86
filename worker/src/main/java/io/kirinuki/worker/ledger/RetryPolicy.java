package io.kirinuki.worker.ledger;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;

/**
 * When a transient failure is tried again: exponential back-off with jitter, kept in the ledger, so that nothing waits
 * for it but records of the same key.
 *
 * @param maxAttempts after so many failed attempts the request is answered with its failure
 */
public record RetryPolicy(int maxAttempts, IntervalFunction backoff) {
    public static RetryPolicy exponential(
            int maxAttempts, Duration initial, Duration max, double multiplier, double jitter) {
        return new RetryPolicy(
                maxAttempts, IntervalFunction.ofExponentialRandomBackoff(initial, multiplier, jitter, max));
    }

    boolean exhausted(int failures) {
        return failures >= maxAttempts;
    }

    /** The wait after the {@code failures}-th failure, from 1. */
    Duration wait(int failures) {
        return Duration.ofMillis(backoff.apply(failures));
    }
}
