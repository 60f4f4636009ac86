package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stream that breaks each time that it starts: health says why, and the worker is given up at its limit. */
class SupervisionIT {
    private static final Topics TOPICS = new Topics("broken", 2);
    private static final int BREAKS = 3;

    @TempDir
    private Path folder;

    /** A thread that is replaced dies of what broke it, and that is what is wanted here. */
    private static ConditionFactory patiently() {
        return await().dontCatchUncaughtExceptions();
    }

    @Test
    @Timeout(180)
    void aStreamThatBreaksAtEachStartIsToldOfAndGivenUpAtTheLimit() throws Exception {
        try (EmbeddedServers servers = EmbeddedServers.start(folder.resolve("servers"))) {
            servers.createBucket(TestWorker.ARTIFACTS);
            for (String topic : TOPICS.all()) servers.createTopic(topic, TOPICS.partitions());
            try (TestWorker worker = TestWorker.start(
                    servers,
                    TOPICS,
                    folder.resolve("state"),
                    Map.of("supervision.breaks", Integer.toString(BREAKS)),
                    new PacedParts(Duration.ofMillis(5), 8))) {
                patiently()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> worker.get("/readyz").statusCode() == 200);
                try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrap()))) {
                    admin.deleteTopics(List.of(TOPICS.requests())).all().get();
                }
                patiently()
                        .atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(worker.get("/readyz").body())
                                .contains("not ok", "MissingSourceTopicException", "rest: for "));
                assertThat(worker.get("/livez").statusCode())
                        .as("alive as long as another start may help")
                        .isEqualTo(200);
                patiently().atMost(Duration.ofSeconds(60)).until(worker::broken);
                assertThat(worker.get("/livez").statusCode()).isEqualTo(503);
                assertThat(worker.get("/livez").body())
                        .contains("given up: stream threads broke more than " + BREAKS, "MissingSourceTopicException");
                assertThat(worker.get("/readyz").body())
                        .contains("--create --topic " + TOPICS.requests() + " --partitions 2");
                assertThat(worker.metric("kirinuki_stream_thread_breaks_total{reason=\"MissingSourceTopicException\""))
                        .isEqualTo(BREAKS + 1.0);
            }
        }
    }
}
