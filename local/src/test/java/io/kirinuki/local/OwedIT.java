package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.outcome.Failure;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.store.CallHeaders;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The figure that an autoscaler goes by counts every request once, wherever it is: in a ledger, waiting for its next
 * attempt, or unread in a partition that rests, whose consumer does not look. By the lag of the group all would be done.
 */
@Timeout(120)
class OwedIT {
    private static final Topics TOPICS = new Topics("owed", 1);
    private static final int FIRST = 30;
    private static final int LATER = 25;

    @TempDir
    private Path folder;

    private volatile boolean lasts = true;

    private final class Stubborn implements Wiring.Parts {
        @Override
        public ObjectStore store(StoreConfig config, CallHeaders carried) {
            return new TroubledStore(
                    new MinioStore(config),
                    object -> lasts && object.bucket().equals(Shelf.PHOTOS),
                    object -> new Failure.Unavailable("object " + object, "it was told to be"));
        }

        @Override
        public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
            return PacedModels.subject(Duration.ofMillis(5), 8, batches);
        }
    }

    @Test
    void allThatIsOwedIsCountedAlsoWhileItsPartitionRests() throws Exception {
        Map<String, String> settings = Map.of(
                "flow.high-mark",
                "8",
                "flow.low-mark",
                "4",
                "flow.retry.max-attempts",
                "1000",
                "flow.retry.max-backoff",
                "1s",
                "output.reuse",
                "false");
        try (EmbeddedServers servers = EmbeddedServers.start(folder.resolve("servers"))) {
            servers.createBucket(Shelf.PHOTOS);
            servers.createBucket(TestWorker.ARTIFACTS);
            for (String topic : TOPICS.all()) servers.createTopic(topic, TOPICS.partitions());
            try (Shelf shelf = new Shelf(servers);
                    Upstream upstream = new Upstream(servers, TOPICS);
                    TestWorker worker =
                            TestWorker.start(servers, TOPICS, folder.resolve("state"), settings, new Stubborn())) {
                ObjectRef photo =
                        shelf.put("photo.png", Pictures.plain(24, 24, 7).bytes());
                List<Position> asked = new ArrayList<>(ask(upstream, photo, 0, FIRST));
                owes(worker, FIRST);
                assertThat(worker.metric("kirinuki_paused_partitions ")).isOne();
                double inFlight = worker.metric("kirinuki_owed_in_flight ");
                assertThat(inFlight).isBetween(8.0, FIRST + 0.0);
                assertThat(worker.metric("kirinuki_oldest_request_seconds{lane=\"live\""))
                        .isPositive();
                assertThat(worker.metric("kirinuki_oldest_request_seconds{lane=\"backfill\""))
                        .isZero();

                asked.addAll(ask(upstream, photo, FIRST, LATER));
                owes(worker, FIRST + LATER);
                await().untilAsserted(
                                () -> assertThat(worker.metric("kirinuki_accelerator_seconds_total{state=\"retry\""))
                                        .isPositive());
                var told = Json.MAPPER.readTree(worker.get("/autoscale").body());
                assertThat(told.get("owed").asInt()).isEqualTo(FIRST + LATER);
                assertThat(told.get("unread").asInt() + told.get("inFlight").asInt())
                        .isEqualTo(FIRST + LATER);
                assertThat(told.get("oldestSeconds").asDouble()).isPositive();

                lasts = false;
                upstream.awaitAll(asked);
                owes(worker, 0);
                assertThat(worker.metric("kirinuki_oldest_request_seconds")).isZero();
            }
        }
    }

    private static void owes(TestWorker worker, int requests) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(worker.metric("kirinuki_owed ")).isEqualTo(requests));
    }

    private static List<Position> ask(Upstream upstream, ObjectRef photo, int first, int requests) throws Exception {
        List<Position> asked = new ArrayList<>();
        for (int i = first; i < first + requests; i++) {
            asked.add(upstream.ask(
                    ("key-" + i).getBytes(UTF_8), Json.write(ImageRequest.of("request " + i, photo, "mask"))));
        }
        return asked;
    }
}
