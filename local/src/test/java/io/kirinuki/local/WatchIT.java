package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder that fills, watched by {@code kirinuki process --watch}, which is killed, begun again, and stopped by Ctrl-C. */
@Tag("long")
class WatchIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PHOTOS = 12;

    @TempDir
    private Path folder;

    @Test
    @Timeout(300)
    void whatComesIsCutOutOnceWhateverEndsTheCommand() throws Exception {
        Path photos = Files.createDirectories(folder.resolve("photos"));
        Path out = folder.resolve("out");
        put(photos, 0, 4);
        CommandProcess first = start(photos, out);
        awaitCutouts(first, out, 4);
        put(photos, 4, 8);
        awaitCutouts(first, out, 6); // in the midst of it
        first.kill();

        put(photos, 8, 10);
        CommandProcess second = start(photos, out);
        try {
            awaitCutouts(second, out, 10);
            put(photos, 10, PHOTOS);
            awaitCutouts(second, out, PHOTOS);
            second.interrupt();
            assertThat(second.await()).as(second.said()).isEqualTo(130);
        } finally {
            second.kill();
        }
        assertThat(second.said()).doesNotContain("Exception");
        List<ImageAnswer> answers = answers(out);
        assertThat(answers)
                .hasSize(PHOTOS)
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(ImageResult.class));
        assertThat(answers.stream().map(ImageAnswer::requestId).distinct()).hasSize(PHOTOS);
        try (var files = Files.list(photos)) {
            assertThat(files).as("its own files are elsewhere").hasSize(PHOTOS);
        }
    }

    private CommandProcess start(Path photos, Path out) throws IOException {
        return CommandProcess.start(
                folder.resolve("log"),
                Map.of("JAVA_TOOL_OPTIONS", "-Dkirinuki.home=.."),
                "process",
                "--watch",
                "--out",
                out.toString(),
                photos.toString());
    }

    private static void put(Path photos, int from, int to) throws IOException {
        for (int i = from; i < to; i++) Files.write(photos.resolve("cup-" + i + ".jpg"), Specimens.jpeg(160 + i, 120));
    }

    private static void awaitCutouts(CommandProcess process, Path out, int count) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(process.process().isAlive()).as(process.said()).isTrue();
            assertThat(cutouts(out)).isGreaterThanOrEqualTo(count);
        });
    }

    private static long cutouts(Path out) throws IOException {
        if (!Files.isDirectory(out)) return 0;
        try (var files = Files.list(out)) {
            return files.filter(file -> file.toString().endsWith(".cutout.png")).count();
        }
    }

    private static List<ImageAnswer> answers(Path out) throws IOException {
        return Files.readAllLines(out.resolve("results.jsonl")).stream()
                .map(line -> Json.readAnswer(line.getBytes(UTF_8)))
                .toList();
    }
}
