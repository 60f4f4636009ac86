package io.kirinuki.worker.supervision;

import java.time.Duration;

/**
 * When a worker is given up.
 *
 * @param threads stream threads that it has
 * @param breaks breaks within the window, for each thread, that are answered with a new thread
 * @param silence how long a loop that is at work may give no sign of life
 */
public record SupervisionLimits(int threads, int breaks, Duration window, Duration silence) {
    public SupervisionLimits {
        if (threads < 1 || breaks < 1 || !window.isPositive() || !silence.isPositive()) {
            throw new IllegalArgumentException("supervision needs limits above 0, not %d threads, %d breaks, %s, %s"
                    .formatted(threads, breaks, window, silence));
        }
    }
}
