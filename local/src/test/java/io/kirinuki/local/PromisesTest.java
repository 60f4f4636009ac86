package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What PROMISES.md promises is held by tests that are there. */
class PromisesTest {
    private static final Path HOME = Path.of("..");
    private static final Pattern HELD = Pattern.compile("(?s)\\*\\*Held by\\*\\*:(.*?)(?=\n\n|\n- |\\z)");
    private static final Pattern PARAGRAPHS = Pattern.compile("\n(?:\\s*\n)+|\n(?=[|#])");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern PROMISING = Pattern.compile("(?i)\\b(never|always|exactly)\\b");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void everyPromiseNamesTestsThatAreThere() throws IOException {
        assertThat(problems(Files.readString(HOME.resolve("PROMISES.md")), sources()))
                .isEmpty();
    }

    @Test
    void whatIsMissingIsNamed() {
        Map<String, String> sources = Map.of("ThereTest", "@Test\n    void holds() {", "Plain", "void holds() {");
        assertThat(problems("### One\n\nIt is so.\n", sources)).containsExactly("One: names no test");
        assertThat(problems("### One\n\n- **Held by**: nobody\n", sources)).containsExactly("One: names no test");
        assertThat(problems("### One\n- **Held by**: `GoneTest`,\n  `ThereTest#gone`, `no/such.py`\n", sources))
                .containsExactly(
                        "One: there is no test GoneTest",
                        "One: ThereTest has no test gone",
                        "One: there is no file no/such.py");
        assertThat(problems("### One\n- **Held by**: `Plain`\n", sources))
                .containsExactly("One: there is no test Plain");
        assertThat(problems("### One\n- **Held by**: `ThereTest#holds`\n", sources))
                .isEmpty();
        assertThat(problems("no heading\n", sources)).containsExactly("there is no promise");
    }

    /** Of README and documents: a paragraph that says never, always or exactly names a test, or the promises. */
    @Test
    void whatDocumentsPromiseIsHeldToo() throws IOException {
        Map<String, String> sources = sources();
        for (Path document : documents()) {
            assertThat(unheld(Files.readString(document), sources))
                    .as("%s", document)
                    .isEmpty();
        }
    }

    @Test
    void whatADocumentPromisesWithoutATestIsFound() {
        Map<String, String> sources = Map.of("ThereTest", "@Test\n    void holds() {");
        assertThat(unheld("It never\nfails.\n\nIt is there.\n", sources)).containsExactly("It never\nfails.");
        assertThat(unheld("It always holds (`ThereTest`).\n", sources)).isEmpty();
        assertThat(unheld("It always holds (`GoneTest`).\n", sources)).hasSize(1);
        assertThat(unheld("[Exactly once](PROMISES.md).\n```\nnever\n```\n", sources))
                .isEmpty();
    }

    private static List<String> unheld(String text, Map<String, String> sources) {
        return PARAGRAPHS
                .splitAsStream(CODE.matcher(text).replaceAll(""))
                .map(String::strip)
                .filter(paragraph -> PROMISING.matcher(paragraph).find() && !paragraph.contains("PROMISES.md"))
                .filter(paragraph -> NAME.matcher(paragraph)
                        .results()
                        .noneMatch(name -> sources.containsKey(name.group(1).split("#", 2)[0])))
                .toList();
    }

    /** Not what is written to Kafka's tracker, of Kafka. */
    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(
                HOME.resolve("README.md"), HOME.resolve("schemas/README.md"), HOME.resolve("deploy/README.md")));
        try (Stream<Path> files = Files.list(HOME.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.getFileName().toString().startsWith("kafka-"))
                    .forEach(documents::add);
        }
        return documents;
    }

    private static List<String> problems(String text, Map<String, String> sources) {
        List<String> problems = new ArrayList<>();
        String[] sections = text.split("(?m)^(?=#{2,3} )");
        int promises = 0;
        for (String section : sections) {
            if (!section.startsWith("### ")) continue;
            promises++;
            String title = section.lines().findFirst().orElse("").substring(4);
            List<String> names = HELD.matcher(section)
                    .results()
                    .flatMap(held -> NAME.matcher(held.group(1)).results())
                    .map((MatchResult name) -> name.group(1))
                    .toList();
            if (names.isEmpty()) problems.add(title + ": names no test");
            for (String name : names) problem(name, sources).ifPresent(problem -> problems.add(title + ": " + problem));
        }
        if (promises == 0) problems.add("there is no promise");
        return problems;
    }

    private static Optional<String> problem(String name, Map<String, String> sources) {
        if (name.contains("/")) {
            return Files.isRegularFile(HOME.resolve(name)) ? Optional.empty() : Optional.of("there is no file " + name);
        }
        String[] parts = name.split("#", 2);
        String source = sources.getOrDefault(parts[0], "");
        // A suite or a contract has its tests run by those who inherit from it; all have tests written in them.
        if (!source.contains("@Test") && !source.contains("@ParameterizedTest") && !source.contains("@Property")) {
            return Optional.of("there is no test " + parts[0]);
        }
        if (parts.length == 2 && !source.contains("void " + parts[1] + "(")) {
            return Optional.of("%s has no test %s".formatted(parts[0], parts[1]));
        }
        return Optional.empty();
    }

    /** All test classes of all modules, by their simple names. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : List.of("schemas", "common", "worker", "local", "benchmarks")) {
            Path tests = HOME.resolve(module).resolve("src/test/java");
            if (!Files.isDirectory(tests)) continue;
            try (Stream<Path> files = Files.walk(tests)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            }
        }
        return sources;
    }
}
