package io.kirinuki.benchmark.contest;

import io.kirinuki.schema.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All of one run.
 *
 * @param machine facts, by name
 * @param peers names and versions
 * @param settings as they were asked for
 * @param loads of the machine's last minute, before and after
 * @param stages of a cut-out on one thread, by size and name, in ms of CPU: medians
 */
public record Report(
        Map<String, String> machine,
        List<String> peers,
        Map<String, String> settings,
        List<Double> loads,
        List<Section> sections,
        Map<String, Map<String, Double>> stages) {

    /** Gathers a report while it comes to be. One thread. */
    public static final class Notes {
        private final double loadBefore;
        private final List<String> peers;
        private final List<Section> sections = new ArrayList<>();
        private final Map<String, Map<String, Double>> stages = new LinkedHashMap<>();

        private Notes(Peers peers) throws IOException {
            this.loadBefore = Machine.load();
            this.peers = peers.chosen().isEmpty() ? List.of() : Machine.peers(peers.installed());
        }

        void section(Section section) {
            sections.add(section);
        }

        void stages(String size, Map<String, Double> millis) {
            stages.put(size, millis);
        }

        public Report report(String sizes, int rounds, String heap) throws IOException {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("sizes, photos x times in a turn", sizes);
            settings.put("rounds", Integer.toString(rounds));
            settings.put("heap of each Java process", heap);
            return new Report(Machine.facts(), peers, settings, List.of(loadBefore, Machine.load()), sections, stages);
        }
    }

    public static Notes notes(Peers peers) throws IOException {
        return new Notes(peers);
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    /** One table, as Markdown has them, and under it what it depends on. */
    public String table() {
        StringBuilder text = new StringBuilder();
        text.append("| | images/s | CPU ms an image | peak MiB | times slower | times the CPU |\n");
        text.append("|---|---|---|---|---|---|\n");
        for (Section section : sections) {
            text.append("| **").append(section.title()).append("** | | | | | |\n");
            for (Section.Row row : section.rows()) text.append(line(row));
            for (Section.Ratio ratio : section.ratios()) {
                text.append("| ").append(ratio.name()).append(": ").append(hundredths(ratio.median()));
                text.append(" | | | | | |\n");
            }
        }
        stages.forEach((size, stage) -> text.append(line(size, stage)));
        text.append('\n');
        machine.forEach((name, value) -> text.append(name + ": " + value + "\n"));
        settings.forEach((name, value) -> text.append(name + ": " + value + "\n"));
        text.append("load before and after: ").append(loads).append('\n');
        if (!peers.isEmpty()) {
            text.append("peers: ").append(String.join(", ", peers)).append('\n');
        }
        return text.toString();
    }

    private static String line(Section.Row row) {
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %d | %s | %s |\n",
                row.name(),
                row.perSecond(),
                row.cpuMillis(),
                row.peakMebibytes(),
                row.timesSlower().map(Report::hundredths).orElse(""),
                row.timesDearer().map(Report::hundredths).orElse(""));
    }

    private static String line(String size, Map<String, Double> stages) {
        StringBuilder text = new StringBuilder("\nCPU ms of one thread, " + size + ":");
        stages.forEach((name, millis) -> text.append(' ')
                .append(name)
                .append(' ')
                .append(hundredths(millis))
                .append(';'));
        text.setCharAt(text.length() - 1, '\n');
        return text.toString();
    }

    private static String hundredths(double figure) {
        return String.format(Locale.ROOT, "%.2f", figure);
    }
}
