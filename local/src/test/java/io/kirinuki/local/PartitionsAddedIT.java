package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Partitions that are added to topics of requests while two workers are under load: nobody does anything else, every
 * request is answered once, and the new partitions are served soon.
 */
class PartitionsAddedIT {
    private static final Topics TOPICS = new Topics("grow", 2);
    private static final int MORE = 5;
    /** The leader of the group hears of them within 10 s, a rebalance comes after that; the rest is for a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private int sent;

    @Test
    @Timeout(240)
    void partitionsThatAreAddedUnderLoadAreServedAndEveryRequestIsAnsweredOnce() throws Exception {
        try (EmbeddedServers servers = EmbeddedServers.start(folder.resolve("servers"))) {
            servers.createBucket(Shelf.PHOTOS);
            servers.createBucket(TestWorker.ARTIFACTS);
            for (String topic : TOPICS.all()) servers.createTopic(topic, TOPICS.partitions());
            servers.createTopic(TOPICS.backfill(), TOPICS.partitions());
            try (Shelf shelf = new Shelf(servers);
                    TestWorker first = start(servers, "first");
                    TestWorker second = start(servers, "second");
                    Upstream upstream = new Upstream(servers, TOPICS)) {
                shelf.put("grow/cup.jpg", Specimens.jpeg(64, 48));
                List<Position> asked = new ArrayList<>();
                ask(upstream, asked, TOPICS.requests(), 2, 40);
                ask(upstream, asked, TOPICS.backfill(), 2, 40);
                upstream.awaitAll(asked);

                add(servers, TOPICS.requests());
                add(servers, TOPICS.backfill());
                long added = System.nanoTime();
                List<Position> fresh = new ArrayList<>();
                while (upstream.answered(fresh) < 2 * (MORE - 2)) {
                    if (fresh.isEmpty()) {
                        for (int partition = 2; partition < MORE; partition++) {
                            fresh.add(ask(upstream, TOPICS.requests(), partition));
                            fresh.add(ask(upstream, TOPICS.backfill(), partition));
                        }
                    }
                    ask(upstream, asked, TOPICS.requests(), MORE, 10);
                    ask(upstream, asked, TOPICS.backfill(), MORE, 5);
                    Thread.sleep(100);
                    assertThat(Duration.ofNanos(System.nanoTime() - added)).isLessThan(SOON);
                }
                System.out.printf(
                        "PartitionsAddedIT: new partitions served after %.1f s%n", (System.nanoTime() - added) / 1e9);
                asked.addAll(fresh);
                upstream.awaitAll(asked);
                assertThat(asked)
                        .allSatisfy(position ->
                                assertThat(upstream.answer(position).answer()).isInstanceOf(ImageResult.class));
                assertThat(upstream.deadLetters()).isZero();
                for (TestWorker worker : List.of(first, second)) {
                    assertThat(worker.get("/readyz").statusCode()).isEqualTo(200);
                    assertThat(worker.get("/livez").statusCode()).isEqualTo(200);
                    assertThat(worker.metric("kirinuki_stream_thread_breaks_total"))
                            .isZero();
                }
            }
        }
    }

    private TestWorker start(Servers servers, String name) {
        return TestWorker.start(
                servers,
                TOPICS,
                folder.resolve(name),
                Map.of("topics.backfill", TOPICS.backfill(), "output.reuse", "false"),
                new PacedParts(Duration.ofMillis(5), 8));
    }

    private void ask(Upstream upstream, List<Position> asked, String topic, int partitions, int count)
            throws Exception {
        for (int i = 0; i < count; i++) asked.add(ask(upstream, topic, i % partitions));
    }

    private Position ask(Upstream upstream, String topic, int partition) throws Exception {
        String id = "grow " + sent++;
        byte[] request = Json.write(ImageRequest.of(id, ObjectRef.of(Shelf.PHOTOS, "grow/cup.jpg"), "mask"));
        return upstream.send(new ProducerRecord<>(topic, partition, id.getBytes(UTF_8), request));
    }

    private static void add(Servers servers, String topic) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrap()))) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(MORE)))
                    .all()
                    .get();
        }
    }
}
