package io.kirinuki.worker.supervision;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The breaks of stream threads within a window, and what to do about the latest. A first break of each thread is answered
 * at once; those after it with waits that double, for what breaks a thread at its start breaks the next one as well.
 *
 * <p>Not thread-safe; times are nanoseconds of one clock.
 */
final class Breaks {
    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 5;

    /** What to do about a break. */
    sealed interface Answer {
        /** Another thread takes its place, after a rest. */
        record Replace(Duration rest) implements Answer {}

        record GiveUp() implements Answer {}
    }

    private final SupervisionLimits limits;
    private final Deque<Long> times = new ArrayDeque<>();

    Breaks(SupervisionLimits limits) {
        this.limits = limits;
    }

    Answer broke(long now) {
        while (!times.isEmpty() && now - times.peekFirst() > limits.window().toNanos()) times.removeFirst();
        times.addLast(now);
        if (times.size() > limits.breaks() * limits.threads()) return new Answer.GiveUp();
        int round = (times.size() - 1) / limits.threads();
        if (round == 0) return new Answer.Replace(Duration.ZERO);
        return new Answer.Replace(FIRST_REST.multipliedBy(1L << Math.min(round - 1, MOST_DOUBLINGS)));
    }
}
