package io.kirinuki.worker.ledger;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Optional;

/**
 * When a transient failure is tried again: exponential back-off with jitter, kept in the ledger, so that nothing waits
 * for it but records of the same key.
 *
 * @param maxAttempts after so many failed attempts the request is answered with its failure
 * @param longest as long waits who is asked to, and no longer
 */
public record RetryPolicy(int maxAttempts, IntervalFunction backoff, Duration longest) {
    public static RetryPolicy exponential(
            int maxAttempts, Duration initial, Duration max, double multiplier, double jitter) {
        return new RetryPolicy(
                maxAttempts, IntervalFunction.ofExponentialRandomBackoff(initial, multiplier, jitter, max), max);
    }

    boolean exhausted(int failures) {
        return failures >= maxAttempts;
    }

    /** The wait after the {@code failures}-th failure, from 1; longer where it {@code asks} to be left alone. */
    Duration wait(int failures, Optional<Duration> asks) {
        Duration own = Duration.ofMillis(backoff.apply(failures));
        Duration asked = asks.filter(wait -> wait.compareTo(longest) < 0).orElse(asks.isPresent() ? longest : own);
        return asked.compareTo(own) > 0 ? asked : own;
    }
}
