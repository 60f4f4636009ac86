package io.kirinuki.pipeline.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.model.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept where the folder fails, and who counts as dead. */
class TrialMemoryTest {
    private static final ModelFolder TRIED = new ModelFolder(Path.of("models/subject/2"), Map.of());

    @TempDir
    private Path folder;

    private TrialMemory memory;

    @BeforeEach
    void memory() throws Exception {
        memory = TrialMemory.open(folder);
        memory.serves("subject", "1");
        assertThat(memory.served("subject")).contains("1");
    }

    @Test
    void whatCannotBeReadIsNotWrittenOverAndWhatWasReadLastHolds() throws Exception {
        Path file = folder.resolve("subject.json");
        Files.writeString(file, "half a");
        memory.serves("subject", "7");
        assertThat(memory.keep(TRIED, new TrialEnd.RolledBack("it disagrees"))).isInstanceOf(TrialEnd.RolledBack.class);
        assertThat(memory.keep(TRIED, new TrialEnd.Promoted("it agrees")))
                .as("nobody knows whether it was rolled back")
                .isInstanceOf(TrialEnd.Withdrawn.class);
        assertThat(memory.served("subject")).contains("1");
        assertThat(file).hasContent("half a");
    }

    @Test
    void aMarkOfOnesOwnIsNoDeathAndGoesWithTheTrial() throws Exception {
        try (TrialMemory.Mark mark = memory.mark(TRIED).orElseThrow()) {
            assertThat(memory.deaths(TRIED)).isZero();
            assertThat(TrialMemory.open(folder).deaths(TRIED)).isZero();
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("subject.json", ".subject.lock");
        }
    }

    /** Another worker: counts deaths, tries the version, and goes in the way it is told to. */
    static final class Worker {
        public static void main(String[] how) throws Exception {
            TrialMemory memory = TrialMemory.open(Path.of(how[0]));
            int deaths = memory.deaths(TRIED);
            var unused = memory.mark(TRIED).orElseThrow();
            if (how[1].equals("dies")) Runtime.getRuntime().halt(10 + deaths);
            System.exit(10 + deaths);
        }
    }

    private int deathsThatOneSeesWho(String goes) throws Exception {
        Process worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(),
                        folder.toString(),
                        goes)
                .inheritIO()
                .start();
        return worker.waitFor() - 10;
    }

    @Test
    void whoExitsIsNoDeathWhoIsKilledIsAndWhoLivesStaysAlive() throws Exception {
        try (TrialMemory.Mark mark = memory.mark(TRIED).orElseThrow()) {
            assertThat(memory.deaths(TRIED)).isZero();
            assertThat(deathsThatOneSeesWho("exits"))
                    .as("the mark's lock holds")
                    .isZero();
            assertThat(memory.deaths(TRIED)).as("it exited").isZero();
            assertThat(deathsThatOneSeesWho("dies")).isZero();
            assertThat(memory.deaths(TRIED)).as("it died").isOne();
        }
    }
}
