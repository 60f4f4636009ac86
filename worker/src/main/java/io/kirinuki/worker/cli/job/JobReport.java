package io.kirinuki.worker.cli.job;

import io.kirinuki.worker.job.Forecast;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.Tally;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** What a job has come to, in lines for people. */
record JobReport(PrintWriter out) {
    void print(JobState job, Jobs.Answers answers) {
        Tally tally = answers.tally();
        Instant until = job.endedAt().orElseGet(Instant::now);
        double seconds = Duration.between(job.startedAt(), until).toMillis() / 1e3;
        line("job", job.id());
        line("plan", job.plan().summary());
        line("status", job.status().name().toLowerCase(Locale.ROOT));
        line(
                "begun",
                job.startedAt().truncatedTo(ChronoUnit.SECONDS) + String.format(Locale.ROOT, ", %.1f s", seconds));
        line("looked at", Long.toString(job.taken()));
        line(job.plan().sends() ? "left" : "outcome", counts(job.left()));
        if (!job.plan().sends()) return;
        line("sent", Long.toString(job.sent()));
        line("answered", "%d of %d".formatted(tally.answered(), job.expected()));
        line("done", tally.done() + (tally.reused() > 0 ? ", %d of them reused".formatted(tally.reused()) : ""));
        line("failed", counts(tally.failed()));
        if (!answers.foreign().isEmpty()) line("foreign", counts(answers.foreign()));
        line(
                "cost",
                String.format(
                        Locale.ROOT,
                        "%.1f MB read, %.2f accelerator-minutes",
                        tally.bytes() / 1e6,
                        tally.acceleratorMillis() / 60_000));
    }

    /** Of a dry run. */
    void print(Forecast forecast) {
        line("looked at", Long.toString(forecast.taken()));
        line("left", counts(forecast.left()));
        line("to send", Long.toString(forecast.requests()));
    }

    void line(String name, String value) {
        out.printf("%-10s %s%n", name, value);
    }

    /** The most frequent first. */
    static String counts(SortedMap<String, Long> counts) {
        if (counts.isEmpty()) return "0";
        long sum = counts.values().stream().mapToLong(Long::longValue).sum();
        return sum
                + counts.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                        .map(one -> "%s %d".formatted(one.getKey(), one.getValue()))
                        .collect(Collectors.joining(", ", ": ", ""));
    }
}
