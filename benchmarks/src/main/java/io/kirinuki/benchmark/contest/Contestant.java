package io.kirinuki.benchmark.contest;

import java.time.Duration;

/** One of those that are held beside each other. It is started once and then does the same pictures whenever it is its turn. */
public interface Contestant extends AutoCloseable {
    /** Enough for Java: after 25 s a worker still took a fifth more for an image than after 75. */
    Duration OF_JAVA = Duration.ofSeconds(75);

    String name();

    Turn turn() throws Exception;

    /** What it takes of the processors until its runtime has compiled what it will; none for one that begins anew each turn. */
    Duration warmth();

    /** Of its own process, servers not counted; the most that was ever resident, in MiB. */
    long peakMebibytes();

    @Override
    void close() throws Exception;

    /**
     * What was seen in one turn.
     *
     * @param perSecond pictures a second, by the clock
     * @param cpuMillis that its own process took of the processors for a picture
     */
    record Turn(double perSecond, double cpuMillis) {
        public Turn {
            if (!(perSecond > 0) || !(cpuMillis > 0)) {
                throw new IllegalArgumentException(
                        "nothing was measured: %s a second, %s ms".formatted(perSecond, cpuMillis));
            }
        }
    }
}
