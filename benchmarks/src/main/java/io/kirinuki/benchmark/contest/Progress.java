package io.kirinuki.benchmark.contest;

import java.util.Locale;

/** What is told while it goes on, to standard error: the table alone goes to standard output. */
final class Progress {
    private Progress() {}

    static void turn(String title, String when, String name, Contestant.Turn turn) {
        System.err.printf(
                Locale.ROOT,
                "%s, %s: %s: %.1f/s, %.1f ms of CPU%n",
                title,
                when,
                name,
                turn.perSecond(),
                turn.cpuMillis());
    }
}
