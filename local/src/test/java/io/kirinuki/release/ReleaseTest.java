package io.kirinuki.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A release has one version, wherever it is named, and is made by scripts that are there. */
class ReleaseTest {
    private static final Path HOME = Path.of("..");
    private static final List<String> NAMING = List.of(
            "pom.xml",
            "schemas/pom.xml",
            "common/pom.xml",
            "worker/pom.xml",
            "local/pom.xml",
            "benchmarks/pom.xml",
            "deploy/helm/kirinuki/Chart.yaml",
            "deploy/Dockerfile");
    private static final Pattern SCRIPT = Pattern.compile("(?<![\\w/-])(\\.ci|deploy)/[\\w/-]+");

    @TempDir
    Path copy;

    @Test
    void oneVersionIsNamedEverywhere() throws Exception {
        String version = versionOf(HOME);
        for (String file : NAMING) {
            assertThat(Files.readString(HOME.resolve(file))).as(file).contains(version);
        }
        assertThat(chart(HOME).get("appVersion").asString()).isEqualTo(version);
        assertThat(chart(HOME).get("version").asString()).isEqualTo(version.replace("-SNAPSHOT", ""));
    }

    @Test
    void theChangelogBeginsWithTheVersionThatIsBuilt() throws Exception {
        String version = versionOf(HOME);
        String first = Files.readString(HOME.resolve("CHANGELOG.md"))
                .lines()
                .filter(line -> line.startsWith("## "))
                .findFirst()
                .orElseThrow();
        if (version.endsWith("-SNAPSHOT")) {
            assertThat(first).isEqualTo("## Unreleased: " + version.replace("-SNAPSHOT", ""));
        } else {
            assertThat(first).matches("## " + Pattern.quote(version) + ", \\d{4}-\\d\\d-\\d\\d");
        }
    }

    @Test
    void theVersionIsSetInAllPlacesAtOnce() throws Exception {
        for (String file :
                Stream.concat(NAMING.stream(), Stream.of("deploy/version")).toList()) {
            Files.createDirectories(copy.resolve(file).getParent());
            Files.copy(HOME.resolve(file), copy.resolve(file));
        }
        Files.setPosixFilePermissions(
                copy.resolve("deploy/version"), Files.getPosixFilePermissions(HOME.resolve("deploy/version")));
        String before = versionOf(copy);

        assertThat(run(copy, "7.8.9-SNAPSHOT").exit()).isZero();

        for (String file : NAMING) {
            assertThat(Files.readString(copy.resolve(file)))
                    .as(file)
                    .contains("7.8.9-SNAPSHOT")
                    .doesNotContain(before);
        }
        assertThat(chart(copy).get("version").asString()).isEqualTo("7.8.9");
        assertThat(run(copy, "--is", "7.8.9-SNAPSHOT").exit()).isZero();
        assertThat(run(copy, "--is", "7.8.9")).satisfies(said -> {
            assertThat(said.exit()).isEqualTo(1);
            assertThat(said.text()).contains("7.8.9-SNAPSHOT");
        });
        assertThat(run(copy, "latest").exit()).isEqualTo(2);
    }

    @Test
    void workflowsCallScriptsThatAreThere() throws Exception {
        try (Stream<Path> workflows = Files.list(HOME.resolve(".github/workflows"))) {
            for (Path workflow : workflows.toList()) {
                List<String> scripts = SCRIPT.matcher(Files.readString(workflow))
                        .results()
                        .map(found -> found.group())
                        .toList();
                assertThat(scripts)
                        .as("%s", workflow)
                        .isNotEmpty()
                        .allSatisfy(script -> assertThat(HOME.resolve(script)).isExecutable());
            }
        }
    }

    private static String versionOf(Path tree) throws Exception {
        Said said = run(tree);
        assertThat(said.exit()).as(said.text()).isZero();
        return said.text().strip();
    }

    private static JsonNode chart(Path tree) throws IOException {
        return Yaml.STRICT.readTree(Files.readString(tree.resolve("deploy/helm/kirinuki/Chart.yaml")));
    }

    private record Said(int exit, String text) {}

    private static Said run(Path tree, String... arguments) throws Exception {
        List<String> command = Stream.concat(
                        Stream.of(
                                tree.resolve("deploy/version").toAbsolutePath().toString()),
                        Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Said(process.waitFor(), text);
    }
}
