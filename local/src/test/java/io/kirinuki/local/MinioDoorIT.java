package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** A photo is put into a real MinIO, and nobody asks for anything: KIRINUKI_MINIO names the server's binary. */
@EnabledIfEnvironmentVariable(named = "KIRINUKI_MINIO", matches = ".+")
class MinioDoorIT {
    private static final String KEY = "incoming/red shoe + 猫.jpg";

    @TempDir
    Path folder;

    @Test
    void anObjectThatIsPutIsWorkedOnAndItsArtifactIsNot() throws Exception {
        Topics topics = new Topics("minio", 1);
        Path binary = Path.of(System.getenv("KIRINUKI_MINIO"));
        Path rules = Files.writeString(folder.resolve("rules.yaml"), """
            rules: [{ contentType: image/*, pipeline: mask, output: { bucket: photos } },
                    { suffix: .jpg, pipeline: mask, output: { bucket: photos } }]
            """);
        try (MinioServers servers = MinioServers.start(binary, folder, topics.requests())) {
            servers.createBucket(Shelf.PHOTOS);
            servers.createBucket(TestWorker.ARTIFACTS);
            servers.createTopic(topics.results(), 1);
            servers.createTopic(topics.failures(), 1);
            servers.notifyOf(Shelf.PHOTOS);
            try (TestWorker worker = TestWorker.start(
                            servers, topics, folder.resolve("state"), Map.of("doors.rules", rules.toString()));
                    Upstream upstream = new Upstream(servers, topics);
                    Shelf shelf = new Shelf(servers)) {
                shelf.put(KEY, Specimens.jpeg(160, 120));
                ImageResult result = (ImageResult)
                        upstream.answer(new Position(topics.requests(), 0, 0)).answer();
                assertThat(result.source().key()).isEqualTo(KEY);
                shelf.assertComplete(result, 160, 120);
                // Mask and sidecar lie in the same bucket, and MinIO told of both.
                await().until(() -> worker.metric("kirinuki_ignored_records_total{reason=\"own_output\"") == 2);
                assertThat(upstream.deadLetters()).isZero();
            }
        }
    }
}
