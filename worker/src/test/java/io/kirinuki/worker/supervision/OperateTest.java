package io.kirinuki.worker.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.outcome.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The operator's page knows each line of health, and each failure with its fate, and none that there is not. */
class OperateTest {
    private static final Path PAGE = Path.of("..", "docs", "operate.md");
    private static final Path LINES =
            Path.of("src/main/java/io/kirinuki/worker/supervision", VitalSigns.class.getSimpleName() + ".java");
    /** The name of a line, or what it begins with where the name of a part follows. */
    private static final Pattern ADDED =
            Pattern.compile("checks\\.add\\(\\s*(?:\"([^\"]+)\"|(thread),|pulse\\.name\\(\\))");

    @Test
    void eachLineOfHealthIsExplained() throws Exception {
        TreeSet<String> names = new TreeSet<>();
        ADDED.matcher(Files.readString(LINES)).results().forEach(found -> {
            if (found.group(1) != null) {
                names.add(found.group(1).endsWith(" ") ? found.group(1) + "…" : found.group(1));
            } else if (found.group(2) != null) names.add("StreamThread-…");
        });
        assertThat(names).contains("store", "device of …", "given up");
        assertThat(rows("Lines").keySet()).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void eachFailureIsExplainedWithItsFate() throws Exception {
        TreeMap<String, String> fates = new TreeMap<>();
        cases(Failure.class).forEach(failure -> fates.put(failure.getSimpleName(), fate(failure)));
        assertThat(fates).containsEntry("NotFound", "permanent").containsEntry("StoreOutage", "outage");
        assertThat(rows("Failures")).containsExactlyInAnyOrderEntriesOf(fates);
    }

    @Test
    void eachRowSaysWhatToDo() throws Exception {
        for (String section : List.of("Lines", "Failures")) {
            int columns = section.equals("Lines") ? 3 : 4;
            for (String row : lines(section)) {
                List<String> cells = List.of(row.split("\\|", -1));
                assertThat(cells).as(row).hasSize(columns + 2);
                assertThat(cells.subList(1, columns + 1)).as(row).noneMatch(String::isBlank);
            }
        }
    }

    private static Stream<Class<?>> cases(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(OperateTest::cases) : Stream.of(type);
    }

    private static String fate(Class<?> failure) {
        if (Failure.Permanent.class.isAssignableFrom(failure)) return "permanent";
        if (Failure.Outage.class.isAssignableFrom(failure)) return "outage";
        if (Failure.Transient.class.isAssignableFrom(failure)) return "transient";
        return failure == Failure.Stopping.class ? "unfinished" : "poison";
    }

    /** By their first cell, their second. */
    private static Map<String, String> rows(String section) throws Exception {
        Map<String, String> rows = new TreeMap<>();
        for (String line : lines(section)) {
            String[] cells = line.split("\\|", -1);
            String name = cells[1].strip();
            assertThat(rows.put(name.substring(1, name.length() - 1), cells[2].strip()))
                    .as(line)
                    .isNull();
        }
        return rows;
    }

    private static List<String> lines(String section) throws Exception {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ")) inside = line.startsWith("## " + section);
            else if (inside && line.startsWith("| `")) lines.add(line);
        }
        return lines;
    }
}
