package io.kirinuki.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run has shown. All is well where every count of what must not be is zero.
 *
 * @param faults done, by kind
 * @param unsettled jobs that did not end, or sent less than they should
 */
record Verdict(
        ChaosOptions options,
        Duration took,
        Map<FaultKind, Integer> faults,
        Witness.Findings found,
        int artifacts,
        int sampled,
        List<String> badArtifacts,
        int jobs,
        List<String> unsettled,
        int ownEnds) {
    boolean sound() {
        return broken() == 0;
    }

    private int broken() {
        return found.lost()
                + found.doubled()
                + found.buried()
                + found.wrong()
                + found.disordered()
                + found.letters()
                + found.jobDoubles()
                + found.contradictions()
                + badArtifacts.size()
                + unsettled.size();
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder();
        table.append("seed %d, %s, %.1f minutes%n"
                .formatted(
                        options.seed(),
                        options.real() ? "shipped networks" : "stand-in for a device",
                        took.toMillis() / 60_000.0));
        line(
                table,
                "faults",
                faults.values().stream().mapToInt(Integer::intValue).sum());
        new TreeMap<>(faults)
                .forEach((kind, count) -> table.append("  %-30s %9d%n".formatted(ChaosOptions.name(kind), count)));
        String left = Arrays.stream(FaultKind.values())
                .filter(kind -> !options.kinds().contains(kind))
                .map(ChaosOptions::name)
                .collect(Collectors.joining(", "));
        if (!left.isEmpty()) table.append("  switched off: ").append(left).append('\n');
        line(table, "requests", found.requests());
        line(table, "  of them by jobs, of which " + jobs, found.jobRequests());
        line(table, "answered once", found.once());
        line(table, "  of them with a failure", found.failures());
        line(table, "  of them reused", found.reused());
        line(table, "artifacts downloaded", artifacts);
        line(table, "  of them looked at", sampled);
        line(table, "workers that ended by themselves", ownEnds);
        table.append("must be zero:\n");
        line(table, "  lost", found.lost());
        line(table, "  doubled", found.doubled());
        line(table, "  innocents buried", found.buried());
        line(table, "  other answers than due", found.wrong());
        line(table, "  keys out of order", found.disordered());
        line(table, "  dead letters too many or few", found.letters());
        line(table, "  artifacts that do not match", badArtifacts.size());
        line(table, "  answers that contradict", found.contradictions());
        line(table, "  sent twice by a job", found.jobDoubles());
        line(table, "  jobs that did not end whole", unsettled.size());
        found.examples().forEach(example -> table.append("! ").append(example).append('\n'));
        badArtifacts.stream()
                .limit(5)
                .forEach(bad -> table.append("! ").append(bad).append('\n'));
        unsettled.stream()
                .limit(5)
                .forEach(bad -> table.append("! ").append(bad).append('\n'));
        return table.toString();
    }

    private static void line(StringBuilder table, String name, int count) {
        table.append("%-32s %9d%n".formatted(name, count));
    }
}
