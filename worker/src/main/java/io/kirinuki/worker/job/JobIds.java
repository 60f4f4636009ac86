package io.kirinuki.worker.job;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;

/** Makes names of jobs: short, in the order of their beginnings, and two of the same second differ. */
public final class JobIds {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int FOUR_LETTERS = 36 * 36 * 36 * 36;

    private JobIds() {}

    /** {@code replay-20261121-173045-k3f9}. */
    public static String fresh(String kind, Instant now) {
        String random = Integer.toString(ThreadLocalRandom.current().nextInt(FOUR_LETTERS), 36);
        return "%s-%s-%s".formatted(kind, TIME.format(now), "0".repeat(4 - random.length()) + random);
    }
}
