package io.kirinuki.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of damaged files of every format: each is a picture or a failure in our words, within the memory and time that
 * {@code docs/pixels.md} tells, and none ends the process. {@code common/fuzz} does hours of it; {@code -Dfuzz.seed=} shows one again.
 */
class FuzzTest {
    private static final long INPUTS = Long.getLong("fuzz.inputs", 20_000);
    private static final long SEED = Long.getLong("fuzz.seed", new Random().nextInt(1_000_000));
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Test
    void everyMutantIsPictureOrFailureWithinItsBounds() throws IOException, InterruptedException {
        System.out.printf("everyMutantIsPictureOrFailureWithinItsBounds: -Dfuzz.seed=%d%n", SEED);
        Path folder = Path.of("target", "fuzz");
        Fuzz.Report report = Fuzz.run(new Fuzz.Course(Decoding.class, SEED, INPUTS, 1, 1, LONGEST, folder));
        assertThat(report.findings()).as("seed %d; their files are kept", SEED).isEmpty();
        assertThat(report.inputs()).isEqualTo(INPUTS);
        long pictures = report.tally().entrySet().stream()
                .filter(each -> each.getKey().contains("photo"))
                .mapToLong(each -> each.getValue())
                .sum();
        assertThat(pictures)
                .as("pictures, be they damaged: else nothing reaches the decoders")
                .isGreaterThan(INPUTS / 20);
    }

    /** What was found before, by {@code common/fuzz} or by others, each in as few bytes as show it. */
    @Test
    void whatWasFoundStaysMended() throws IOException {
        Decoding decoding = new Decoding();
        List<Path> found;
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/io/kirinuki/fuzz/found"))) {
            found = files.sorted().toList();
        }
        assertThat(found).isNotEmpty();
        for (Path file : found)
            assertThat(decoding.tried(-1, Files.readAllBytes(file)))
                    .as("%s", file)
                    .isNotEmpty();
    }

    /** A harness that overlooks what goes wrong would find nothing for ever. */
    @Test
    void deathsHangsThrowsAndMemoryAreFoundAndTheRestIsTried(@TempDir Path folder)
            throws IOException, InterruptedException {
        Fuzz.Report report = Fuzz.run(new Fuzz.Course(PlantedFaults.class, 7, 18_000, 1, 0, LONGEST, folder));
        assertThat(report.inputs()).isEqualTo(18_000);
        assertThat(report.findings())
                .extracting(Fuzz.Finding::kind, Fuzz.Finding::number)
                .startsWith(
                        tuple("broken", PlantedFaults.THROWS),
                        tuple("memory", PlantedFaults.TAKES),
                        tuple("crash", PlantedFaults.DIES),
                        tuple("hang", PlantedFaults.HANGS));
        assertThat(report.findings().getLast().kind()).isEqualTo("growth");
        byte[] seventh = new Mutants(Shard.seeds(), 7).mutant(PlantedFaults.DIES);
        assertThat(report.findings().get(2).file()).hasBinaryContent(seventh);
    }

    @Test
    void findingsAreMadeSmall() throws IOException, InterruptedException {
        byte[] file = Shard.seeds().getFirst();
        file[77] = 99;
        byte[] small = Smaller.of(file, each -> new String(each, StandardCharsets.ISO_8859_1).contains("c"));
        assertThat(small).containsExactly(99);
    }
}
