package io.kirinuki.catalogue;

import java.time.Duration;

/**
 * How long a download puts up with a bad link.
 *
 * @param connect longest wait for a connection
 * @param silence longest wait for the next byte: a slow link is no error, a silent one is
 * @param attempts in a row that bring no byte before it is given up
 * @param firstPause before the second attempt; each further one is twice as long, up to 30 s
 */
public record Patience(Duration connect, Duration silence, int attempts, Duration firstPause) {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    public static final Patience USUAL =
            new Patience(Duration.ofSeconds(20), Duration.ofSeconds(60), 5, Duration.ofSeconds(1));

    /** Before the attempt after so many that failed in a row, 1 and up. */
    Duration pause(int failed) {
        var pause = firstPause.multipliedBy(1L << Math.min(failed - 1, 20));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
