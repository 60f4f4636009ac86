package io.kirinuki.worker.cli.job;

import io.kirinuki.schema.ImageSource;
import io.kirinuki.worker.cli.Printable;
import io.kirinuki.worker.cli.TextTable;
import io.kirinuki.worker.event.DeadLetter;
import io.kirinuki.worker.job.history.Moment;
import io.kirinuki.worker.job.redrive.DeadLetters;
import io.kirinuki.worker.job.redrive.DeadLetters.Found;
import io.kirinuki.worker.job.redrive.Standing;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists dead letters, the newest last, and counts them by failure. */
@Command(
        name = "list",
        description =
                "Lists dead letters that are open: neither sent again by a redrive nor dismissed. The newest failures"
                        + " come last.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nMoments are " + Moment.FORMS + ".%n%n" + LetterOptions.CONDITIONS + "%n")
final class FailuresListCommand implements Callable<Integer> {
    private static final Comparator<Found> BY_TIME = Comparator.<Found, Instant>comparing(
                    found -> found.letter().failedAt())
            .thenComparing(found -> found.letter().position());

    @Spec
    private CommandSpec spec;

    @Mixin
    private final WorkersOptions workers;

    @Mixin
    private final LetterOptions letters = new LetterOptions();

    @Option(names = "--dismissed", description = "List those that were dismissed, with who said so and why.")
    private boolean dismissed;

    @Option(names = "--all", description = "List closed ones too, with what has become of each.")
    private boolean all;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Print at most the newest N; all are counted (default: ${DEFAULT-VALUE}).")
    private int limit;

    private final PriorityQueue<Found> newest = new PriorityQueue<>(BY_TIME);
    private final SortedMap<String, Long> open = new TreeMap<>();
    private final SortedMap<String, Long> closed = new TreeMap<>();
    private final SortedMap<String, Long> setAside = new TreeMap<>();

    FailuresListCommand(Map<String, String> environment) {
        workers = new WorkersOptions(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (limit < 0) throw wrong("--limit: 0 or more expected, found " + limit);
        try {
            new DeadLetters(workers.jobs()).each(letters.from(), letters.to(), letters.where(), this::take);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!newest.isEmpty()) print(out);
        long counted = dismissed && !all ? sum(setAside) : sum(open) + (all ? sum(closed) + sum(setAside) : 0);
        if (newest.size() < counted) out.printf("The newest %d of %d.%n", newest.size(), counted);
        if (!setAside.isEmpty()) out.printf("dismissed %s%n", JobReport.counts(setAside));
        out.printf("open %s%n", JobReport.counts(open));
        if (all) out.printf("closed %s%n", JobReport.counts(closed));
        out.flush();
        return 0;
    }

    private void take(Found found) {
        boolean wanted = switch (found.standing()) {
            case Standing.Open standing -> counted(open, found, all || !dismissed);
            case Standing.Sent standing -> counted(closed, found, all);
            case Standing.Dismissed standing -> counted(setAside, found, all || dismissed);
        };
        if (!wanted) return;
        newest.add(found);
        if (newest.size() > limit) newest.poll();
    }

    private static boolean counted(SortedMap<String, Long> counts, Found found, boolean wanted) {
        counts.merge(found.letter().failure(), 1L, Long::sum);
        return wanted;
    }

    private void print(PrintWriter out) {
        List<String> head =
                new ArrayList<>(List.of("POSITION", "FAILED AT", "FAILURE", "FATE", "ATTEMPTS", "REDRIVES", "SOURCE"));
        if (all || dismissed) head.add("CLOSED BY");
        head.add("MESSAGE");
        List<List<String>> rows = newest.stream().sorted(BY_TIME).map(this::row).toList();
        // The launcher looks: Java 21 cannot tell a terminal from a pipe, and what reads a pipe wants it whole.
        int width = Boolean.getBoolean("kirinuki.terminal")
                ? spec.usageMessage().autoWidth(true).width()
                : Integer.MAX_VALUE;
        new TextTable(head.toArray(String[]::new)).print(rows, width, out);
    }

    private List<String> row(Found found) {
        DeadLetter letter = found.letter();
        List<String> row = new ArrayList<>(List.of(
                letter.position().partition() + "@" + letter.position().offset(),
                letter.failedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                letter.failure(),
                letter.fate().orElse("?"),
                letter.attempts().map(String::valueOf).orElse("?"),
                Integer.toString(letter.redrives()),
                letter.source().map(ImageSource::toString).orElse("?")));
        if (all || dismissed) row.add(words(found.standing()));
        row.add(letter.message());
        return row.stream().map(Printable::line).toList();
    }

    private static String words(Standing standing) {
        return switch (standing) {
            case Standing.Open open -> "open";
            case Standing.Sent(String job) -> job;
            case Standing.Dismissed(String job, Instant at, String by, String why) ->
                "dismissed by %s: %s".formatted(by, why);
        };
    }

    private static long sum(SortedMap<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
