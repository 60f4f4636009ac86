package io.kirinuki.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchTest {
    private static final Pattern NAMED = Pattern.compile("\\./kirinuki bench ([^`#\\n]*)");

    @Test
    void eachBenchOfADocumentIsTaken() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Path document : documents()) {
            NAMED.matcher(Files.readString(document)).results().forEach(found -> lines.add(found.group(1)));
        }
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            Bench.commandLine().parseArgs(line.strip().split(" +", -1)); // throws what is wrong
        }
    }

    @Test
    void whatCannotBeMeasuredIsNamed(@TempDir Path empty) {
        assertThat(said("/no/such/folder")).contains("/no/such/folder is no folder");
        assertThat(said(empty.toString())).contains("holds no photo of the shape 4:3");
        assertThat(said(empty.toString(), "--sizes", "500")).contains("--sizes", "found 500");
        assertThat(said(empty.toString(), "--rounds", "0")).contains("--rounds", "found 0");
        assertThat(said(empty.toString(), "--peers", "ferret")).contains("--peers", "ferret");
    }

    private static String said(String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine bench = Bench.commandLine().setErr(new PrintWriter(said));
        assertThat(bench.execute(arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
        return said.toString();
    }

    private static List<Path> documents() throws Exception {
        try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
            return Stream.concat(Stream.of(Path.of("../README.md"), Path.of("../CONTRIBUTING.md")), docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }
}
