package io.kirinuki.benchmark.contest;

import java.util.Locale;

/** What is told while it goes on, to standard error: the table alone goes to standard output. */
final class Progress {
    private Progress() {}

    static void turn(String title, int round, String name, Contestant.Turn turn) {
        System.err.printf(
                Locale.ROOT,
                "%s, %s: %s: %.1f/s, %.1f ms of CPU%n",
                title,
                round < 0 ? "warming" : "round " + (round + 1),
                name,
                turn.perSecond(),
                turn.cpuMillis());
    }
}
