package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

/** Each command line of ours that a document names is one that the command line takes: words, options and their types. */
class DocumentedCommandsTest {
    private static final Path HOME = Path.of("..");
    /** In a block or in a line; in a line also without the program, where it has options. Of {@code bench} see BenchTest. */
    private static final Pattern NAMED = Pattern.compile(
            "(?:\\./kirinuki (?!bench )|`(?=(?:replay|submit|failures|topics|process|models) [^`]*--))([^`\\n]*)");

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    @Test
    void eachCommandOfADocumentIsTaken() throws IOException {
        List<String> problems = new ArrayList<>();
        int commands = 0;
        for (Path document : documents()) {
            for (var found : NAMED.matcher(Files.readString(document)).results().toList()) {
                commands++;
                problem(found.group(1)).ifPresent(problem -> problems.add(document + ": " + problem));
            }
        }
        assertThat(problems).isEmpty();
        assertThat(commands).isGreaterThan(30);
    }

    @Test
    void aCommandThatIsNotTakenIsNamedWithWhy() {
        assertThat(problem("replay --from earliest --where 'model!=3a' # all of it"))
                .isEmpty();
        assertThat(problem("process - < cat.jpg > cat.png")).isEmpty();
        assertThat(problem("replay --since earliest"))
                .hasValueSatisfying(why -> assertThat(why).contains("--since"));
        assertThat(problem("redrive")).isPresent();
        assertThat(problem("topics create --partitions many")).isPresent();
    }

    /** Without what a shell would take for itself; of alternatives, {@code a | b}, the first. */
    private static Optional<String> problem(String line) {
        String ours = line.replaceAll("\\s#.*|\\s[<>|].*|\\s\\\\$", "");
        List<String> words = WORD.matcher(ours)
                .results()
                .map(word ->
                        word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3))
                .toList();
        try {
            Kirinuki.commandLine(Map.of(), InputStream.nullInputStream(), OutputStream.nullOutputStream())
                    .parseArgs(words.toArray(String[]::new));
            return Optional.empty();
        } catch (ParameterException wrong) {
            return Optional.of(ours + ": " + wrong.getMessage());
        }
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String name :
                List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "models/README.md", "deploy/README.md")) {
            documents.add(HOME.resolve(name));
        }
        try (Stream<Path> files = Files.list(HOME.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
        }
        return documents;
    }
}
