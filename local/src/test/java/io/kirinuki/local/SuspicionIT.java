package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever kills the process costs that request alone; and an operator who restarts workers buries nobody. */
@Tag("long")
class SuspicionIT {
    private static final int REQUESTS = 120;
    private static final int DEATHS = 5;

    @TempDir
    private Path folder;

    @Test
    @Timeout(300)
    void anImageThatKillsItsWorkerIsAnsweredAfterFiveDeathsAndAllOthersAreDone() throws Exception {
        Topics topics = new Topics("killer", 2);
        try (Servers servers = servers(topics);
                Shelf shelf = new Shelf(servers);
                Upstream upstream = new Upstream(servers, topics)) {
            List<Position> asked = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                asked.add(ask(shelf, upstream, (i == 30 ? PerilousWorker.KILLER : "image") + "-" + i + ".png"));
            }
            Position killer = asked.get(30);
            int deaths = 0;
            Process worker = start(servers, topics);
            try {
                while (upstream.answered(asked) < REQUESTS) {
                    if (worker.waitFor(200, TimeUnit.MILLISECONDS)) {
                        assertThat(worker.exitValue()).as(this::log).isEqualTo(PerilousWorker.DIED);
                        deaths++;
                        worker = start(servers, topics);
                    }
                }
                upstream.awaitAll(asked);
                assertThat(deaths).isEqualTo(DEATHS);
                assertThat(upstream.answer(killer).answer()).isInstanceOfSatisfying(ImageFailure.class, failure -> {
                    assertThat(failure.failure().name()).isEqualTo("Poison");
                    assertThat(failure.failure().message()).contains("5 workers died", "the last 2");
                });
                assertThat(upstream.deadLetter(killer)).isPresent();
                assertThat(upstream.deadLetters()).isOne();
                asked.remove(killer);
                assertThat(asked)
                        .allSatisfy(position ->
                                assertThat(upstream.answer(position).answer()).isInstanceOf(ImageResult.class));
            } finally {
                worker.destroyForcibly().waitFor();
            }
        }
    }

    /** More restarts than would bury them, were they held against them. */
    @Test
    @Timeout(240)
    void restartsInOrderAreNeverHeldAgainstWhatIsWorkedOn() throws Exception {
        Topics topics = new Topics("rolling", 2);
        Map<String, String> settings = Map.of("kafka.instance-id", "worker-1");
        try (Servers servers = servers(topics);
                Shelf shelf = new Shelf(servers);
                Upstream upstream = new Upstream(servers, topics)) {
            List<Position> asked = new ArrayList<>();
            for (int i = 0; i < 12; i++) asked.add(ask(shelf, upstream, "image-" + i + ".png"));
            for (int restart = 0; restart < DEATHS + 2; restart++) {
                var slow = new PacedParts(Duration.ofMinutes(5), 1);
                try (var worker = TestWorker.start(servers, topics, folder.resolve("state"), settings, slow)) {
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> worker.metric("kirinuki_in_flight ") == asked.size());
                }
            }
            assertThat(upstream.answered(asked)).isZero();
            var quick = new PacedParts(Duration.ofMillis(20), 16);
            try (var worker = TestWorker.start(servers, topics, folder.resolve("state"), settings, quick)) {
                upstream.awaitAll(asked);
            }
            assertThat(asked)
                    .allSatisfy(position ->
                            assertThat(upstream.answer(position).answer()).isInstanceOf(ImageResult.class));
            assertThat(upstream.deadLetters()).isZero();
        }
    }

    private Servers servers(Topics topics) throws Exception {
        Servers servers = EmbeddedServers.start(folder.resolve("machine"));
        servers.createBucket(Shelf.PHOTOS);
        servers.createBucket(TestWorker.ARTIFACTS);
        for (String topic : topics.all()) servers.createTopic(topic, topics.partitions());
        return servers;
    }

    private static Position ask(Shelf shelf, Upstream upstream, String key) throws Exception {
        shelf.put(key, Pictures.plain(24, 24, key.hashCode()).bytes());
        return upstream.ask(ImageRequest.of(key, ObjectRef.of(Shelf.PHOTOS, key), "cutout"));
    }

    private Process start(Servers servers, Topics topics) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PerilousWorker.class.getName());
        Map<String, String> environment = builder.environment();
        // What one that died left open ends so long after, and until then its successor's restore waits.
        Map<String, String> settings =
                Map.of("kafka.instance-id", "worker-1", "kafka.properties.producer.transaction.timeout.ms", "4000");
        environment.putAll(TestWorker.environment(servers, topics, folder.resolve("state"), settings));
        File log = folder.resolve("worker.log").toFile();
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("worker.log"), UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
