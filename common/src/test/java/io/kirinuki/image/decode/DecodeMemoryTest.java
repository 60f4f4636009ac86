package io.kirinuki.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kirinuki.image.ByteSize;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.FileFacts;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.DecodeNeed;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.specimen.Specimens;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What decoding takes is what is counted for it, and what {@code docs/pixels.md} tells. */
class DecodeMemoryTest {
    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| (\\d+) \\| (\\d+) \\|");
    private static final PixelSize LARGE = new PixelSize(1600, 1000);
    private static final PixelSize SMALL = new PixelSize(24, 16);

    @Test
    void documentedFiguresAreThoseThatAreCounted() throws Exception {
        int rows = 0;
        for (String line : Files.readAllLines(Path.of("../docs/pixels.md"))) {
            var row = ROW.matcher(line);
            if (!row.matches()) continue;
            rows++;
            for (String name : row.group(1).split("; ")) {
                byte[] file = Specimens.file(name, SMALL);
                DecodeNeed need = FileFacts.need(file, header(file));
                assertThat(List.of(need.reading(), need.changing()))
                        .as(name)
                        .containsExactly(Double.valueOf(row.group(2)), Double.valueOf(row.group(3)));
            }
        }
        assertThat(rows).isGreaterThan(10);
    }

    /** One of each way in which memory is taken; {@code DecodePeaks} without names measures all. */
    @Test
    void decodingTakesNoMoreThanIsCounted() throws IOException, InterruptedException {
        assumeThat(Path.of("/proc/self/clear_refs"))
                .as("Linux tells a process its peak")
                .isWritable();
        List<String> names = List.of(
                "JPEG",
                "JPEG turned",
                "JPEG progressive 4:4:4",
                "PNG with alpha",
                "PNG 16 bits",
                "GIF",
                "WebP animated",
                "WebP of many tables",
                "TIFF in one strip",
                "TIFF 16 bits in one strip",
                "TIFF 16 bits in one deflated strip with alpha",
                "PNM 16 bits");
        List<String> lines = measured(names);
        assertThat(lines).hasSize(names.size());
        for (String line : lines) {
            String[] figures = line.split("\t");
            long counted = Long.parseLong(figures[1]);
            assertThat(Long.parseLong(figures[0]))
                    .as("bytes at the peak of: peak, counted, file, name: %s", line)
                    .isLessThanOrEqualTo(counted)
                    .isGreaterThan(counted / 3); // or nothing was measured
        }
    }

    private static List<String> measured(List<String> names) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:+AlwaysPreTouch",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                DecodePeaks.class.getName(),
                Integer.toString(LARGE.width()),
                Integer.toString(LARGE.height())));
        command.addAll(names);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // What is freed goes back to the system: else a peak hides in what an earlier one has left.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", "131072");
        builder.environment().put("MALLOC_TRIM_THRESHOLD_", "131072");
        Process process = builder.start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(told).isZero();
        return Arrays.stream(told.split("\n"))
                .filter(line -> line.contains("\t"))
                .toList();
    }

    @Test
    void nothingTakesMoreThanTheMost() {
        for (String name : Specimens.names()) {
            byte[] file = Specimens.file(name, SMALL);
            assertThat(DecodeMemory.bytes(file, header(file)))
                    .as(name)
                    .isLessThanOrEqualTo(DecodeMemory.most(new ByteSize(file.length), SMALL.pixels())
                            .bytes());
        }
    }

    private static ImageHeader header(byte[] file) {
        return ((Outcome.Done<ImageHeader>) HeaderProbe.probe(file)).value();
    }
}
