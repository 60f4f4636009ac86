package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an autoscaler relies on: no lag where there is no work, and no work done by two where a partition moves. */
@Timeout(180)
@Tag("long")
class ScalingIT {
    private static final Topics TOPICS = new Topics("scaling", 4);
    private static final int REQUESTS = 60;

    @TempDir
    private Path folder;

    @Test
    void whereThereIsNoWorkThereIsNoLagAndWhatMovesIsWorkedOnByOne() throws Exception {
        Map<String, String> settings = Map.of("output.reuse", "false");
        try (EmbeddedServers servers = EmbeddedServers.start(folder.resolve("servers"))) {
            servers.createBucket(Shelf.PHOTOS);
            servers.createBucket(TestWorker.ARTIFACTS);
            for (String topic : TOPICS.all()) servers.createTopic(topic, TOPICS.partitions());
            giveUp(servers, 0);
            try (Shelf shelf = new Shelf(servers);
                    Upstream upstream = new Upstream(servers, TOPICS);
                    TestWorker first = TestWorker.start(
                            servers,
                            TOPICS,
                            folder.resolve("first"),
                            settings,
                            new PacedParts(Duration.ofMillis(300), 2))) {
                // An aborted transaction from before, partitions that were never written to, and one aborted meanwhile.
                lagIsGone(servers);
                giveUp(servers, 1);
                lagIsGone(servers);

                ObjectRef photo =
                        shelf.put("photo.png", Pictures.plain(24, 24, 7).bytes());
                List<Position> asked = new ArrayList<>();
                for (int i = 0; i < REQUESTS; i++) {
                    asked.add(upstream.ask(
                            ("key-" + i).getBytes(UTF_8), Json.write(ImageRequest.of("request " + i, photo, "mask"))));
                }
                await().until(() -> first.metric("kirinuki_owed_in_flight ") > REQUESTS / 2.0);
                try (TestWorker second = TestWorker.start(
                        servers,
                        TOPICS,
                        folder.resolve("second"),
                        settings,
                        new PacedParts(Duration.ofMillis(300), 2))) {
                    await().until(() -> second.metric("kirinuki_in_flight ") > 0);
                    // What the former owner has begun ends at its next wait: a batch that runs, for one.
                    await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> {
                        assertThat(first.metric("kirinuki_in_flight "))
                                .isLessThanOrEqualTo(first.metric("kirinuki_owed_in_flight "));
                    });
                    assertThat(first.metric("kirinuki_in_flight ")).isPositive();
                    upstream.awaitAll(asked);
                }
            }
        }
    }

    /** Five requests that nobody is to read. */
    private static void giveUp(EmbeddedServers servers, int partition) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers.bootstrap(), "transactional.id", "given-up"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < 5; i++) {
                var unused = producer.send(new ProducerRecord<>(TOPICS.requests(), partition, null, new byte[] {'{'}));
            }
            producer.flush();
            producer.abortTransaction();
        }
    }

    /** As KEDA counts it: to the end of the log. */
    private static void lagIsGone(EmbeddedServers servers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrap()))) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                var committed = admin.listConsumerGroupOffsets(TOPICS.group())
                        .partitionsToOffsetAndMetadata()
                        .get();
                var ends = admin.listOffsets(partitions().stream()
                                .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())))
                        .all()
                        .get();
                for (TopicPartition partition : partitions()) {
                    assertThat(committed.get(partition))
                            .as("%s is known", partition)
                            .isNotNull();
                    assertThat(ends.get(partition).offset()
                                    - committed.get(partition).offset())
                            .as("lag of %s", partition)
                            .isZero();
                }
            });
        }
    }

    private static List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < TOPICS.partitions(); i++) partitions.add(new TopicPartition(TOPICS.requests(), i));
        return partitions;
    }
}
