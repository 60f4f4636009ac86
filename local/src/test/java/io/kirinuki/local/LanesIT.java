package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.image.Blob;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live requests and backfill through one worker, and work that is not done twice, with real Kafka and real S3. */
@Timeout(240)
class LanesIT {
    private static final int PARTITIONS = 2;

    @TempDir
    private Path folder;

    private EmbeddedServers servers;
    private Shelf shelf;

    @BeforeEach
    void start() throws Exception {
        servers = EmbeddedServers.start(folder.resolve("servers"));
        servers.createBucket(Shelf.PHOTOS);
        servers.createBucket(TestWorker.ARTIFACTS);
        shelf = new Shelf(servers);
    }

    @AfterEach
    void stop() {
        shelf.close();
        servers.close();
    }

    private TestWorker worker(Topics topics, Duration perBatch, Map<String, String> settings) throws Exception {
        for (String topic : topics.all()) servers.createTopic(topic, PARTITIONS);
        servers.createTopic(topics.backfill(), PARTITIONS);
        return TestWorker.start(servers, topics, folder.resolve(topics.group()), settings, new PacedParts(perBatch, 8));
    }

    /** Each of its own colour. */
    private List<ObjectRef> upload(int photos) throws Exception {
        List<ObjectRef> all = new ArrayList<>();
        for (int i = 0; i < photos; i++) {
            Blob picture = Pictures.plain(24, 24, i * 2654435761L);
            all.add(shelf.put("photo-" + i + ".png", picture.bytes()));
        }
        return all;
    }

    private static Position send(Upstream upstream, String topic, ImageRequest request) throws Exception {
        byte[] key = request.id().orElseThrow().getBytes(UTF_8);
        return upstream.send(new ProducerRecord<>(topic, key, Json.write(request)));
    }

    @Test
    void bothTopicsAreAnsweredAndLiveOvertakesBackfill() throws Exception {
        Topics topics = new Topics("lanes", PARTITIONS);
        List<ObjectRef> photos = upload(220);
        // A quarter of the room is never backfill's: all live requests find theirs at once.
        Map<String, String> settings =
                Map.of("topics.backfill", topics.backfill(), "limits.images-in-flight", "128", "output.reuse", "false");
        try (TestWorker worker = worker(topics, Duration.ofMillis(300), settings);
                Upstream upstream = new Upstream(servers, topics)) {
            List<Position> backfill = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                backfill.add(send(upstream, topics.backfill(), ImageRequest.of("old " + i, photos.get(i), "mask")));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> upstream.answered(backfill) >= 16);
            List<Position> live = new ArrayList<>();
            for (int i = 200; i < 220; i++) {
                live.add(send(upstream, topics.requests(), ImageRequest.of("new " + i, photos.get(i), "mask")));
            }
            Instant sent = Instant.now();
            upstream.awaitAll(live);
            upstream.awaitAll(backfill);

            Instant served = live.stream()
                    .map(position -> finished(upstream, position))
                    .max(Instant::compareTo)
                    .orElseThrow();
            long meanwhile = backfill.stream()
                    .map(position -> finished(upstream, position))
                    .filter(finished -> finished.isAfter(sent) && !finished.isAfter(served))
                    .count();
            // The 8 of the batch that ran when they came. Then one place in five is backfill's, so that 20 live ones
            // need 4 batches of 8, whose other 12 places backfill fills. A line would be all 180 that were left.
            assertThat(meanwhile)
                    .as("backfill answered while 20 live requests were")
                    .isLessThanOrEqualTo(8 + 12);
            assertThat(upstream.answer(backfill.getLast()).answer().position().topic())
                    .isEqualTo(topics.backfill());
            assertThat(worker.metric("kirinuki_records_total{outcome=\"result\""))
                    .isEqualTo(220);
        }
    }

    /** By the worker's clock, which is ours. */
    private static Instant finished(Upstream upstream, Position position) {
        return ((ImageResult) upstream.answer(position).answer()).finishedAt();
    }

    @Test
    void backfillThatNoWorkerAnsweredIsTakenUpByTheNextOwner() throws Exception {
        Topics topics = new Topics("owners", PARTITIONS);
        List<ObjectRef> photos = upload(60);
        Map<String, String> settings = Map.of("topics.backfill", topics.backfill(), "output.reuse", "false");
        try (Upstream upstream = new Upstream(servers, topics)) {
            List<Position> asked = new ArrayList<>();
            try (TestWorker first = worker(topics, Duration.ofMillis(400), settings)) {
                for (int i = 0; i < 60; i++) {
                    String topic = i % 2 == 0 ? topics.backfill() : topics.requests();
                    asked.add(send(upstream, topic, ImageRequest.of("image " + i, photos.get(i), "mask")));
                }
                await().atMost(Duration.ofSeconds(60)).until(() -> upstream.answered(asked) >= 8);
            }
            try (TestWorker second = TestWorker.start(
                    servers,
                    topics,
                    folder.resolve(topics.group()),
                    settings,
                    new PacedParts(Duration.ofMillis(10), 8))) {
                upstream.awaitAll(asked);
                assertThat(second.metric("kirinuki_restored_total")).isPositive();
            }
        }
    }

    @Test
    void aSecondRunOfTheSameRequestsComputesNothing() throws Exception {
        Topics topics = new Topics("again", PARTITIONS);
        List<ObjectRef> photos = upload(200);
        Map<String, String> settings = Map.of("topics.backfill", topics.backfill());
        try (TestWorker worker = worker(topics, Duration.ofMillis(20), settings);
                Upstream upstream = new Upstream(servers, topics)) {
            List<ImageResult> first = results(upstream, topics.requests(), photos, "first ");
            double batches = worker.metric("kirinuki_batch_size_count");
            double fetched = worker.metric("kirinuki_fetched_bytes_total");
            assertThat(worker.metric("kirinuki_reused_total")).isZero();

            List<ImageResult> second = results(upstream, topics.backfill(), photos, "second ");
            assertThat(worker.metric("kirinuki_batch_size_count")).isEqualTo(batches);
            assertThat(worker.metric("kirinuki_fetched_bytes_total")).isEqualTo(fetched);
            assertThat(worker.metric("kirinuki_reused_total")).isEqualTo(200);
            for (int i = 0; i < 200; i++) {
                assertThat(first.get(i).reused()).isEmpty();
                assertThat(second.get(i).reused()).contains(true);
                assertThat(second.get(i).timings()).isEqualTo(ImageResult.Timings.NONE);
                assertThat(second.get(i).artifacts()).isEqualTo(first.get(i).artifacts());
                assertThat(second.get(i).measures()).isEqualTo(first.get(i).measures());
                assertThat(second.get(i).source()).isEqualTo(first.get(i).source());
            }
            ImageRequest forced = more(photos.getFirst(), Optional.empty(), Optional.of(true));
            var answer =
                    upstream.answer(send(upstream, topics.requests(), forced)).answer();
            assertThat(((ImageResult) answer).reused()).isEmpty();
            assertThat(worker.metric("kirinuki_batch_size_count")).isEqualTo(batches + 1);
        }
    }

    @Test
    void whatExpiredInATopicIsAnsweredWithoutWork() throws Exception {
        Topics topics = new Topics("late", PARTITIONS);
        List<ObjectRef> photos = upload(1);
        Map<String, String> settings = Map.of("topics.backfill", topics.backfill());
        try (TestWorker worker = worker(topics, Duration.ofMillis(20), settings);
                Upstream upstream = new Upstream(servers, topics)) {
            Instant past = Instant.now().minusSeconds(60);
            for (String topic : List.of(topics.requests(), topics.backfill())) {
                Position asked = send(upstream, topic, more(photos.getFirst(), Optional.of(past), Optional.of(true)));
                assertThat(upstream.answer(asked).answer())
                        .isInstanceOfSatisfying(
                                ImageFailure.class,
                                failure -> assertThat(failure.failure().name()).isEqualTo("Expired"));
            }
            assertThat(worker.metric("kirinuki_fetched_bytes_total")).isZero();
            assertThat(worker.metric("kirinuki_batch_size_count")).isZero();
        }
    }

    /** All of the slow one's lie before the quick one's in both partitions, and are many times the high mark. */
    @Test
    void aTenantsQuotaIsWaitedForWhileOthersGoOnAndNothingFails() throws Exception {
        Topics topics = new Topics("tenants", PARTITIONS);
        List<ObjectRef> photos = upload(1);
        Map<String, String> settings = new HashMap<>(Map.of(
                "topics.backfill", topics.backfill(),
                "output.reuse", "false",
                "flow.high-mark", "2",
                "flow.low-mark", "1"));
        settings.putAll(
                Map.of("tenants.by", "header:tenant", "tenants.in-flight.slow", "2", "tenants.per-minute.slow", "180"));
        try (TestWorker worker = worker(topics, Duration.ofMillis(20), settings);
                Upstream upstream = new Upstream(servers, topics)) {
            List<Position> slow = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                slow.add(sendOf("slow", upstream, topics, ImageRequest.of("slow " + i, photos.getFirst(), "mask")));
            }
            Optional<Instant> soon = Optional.of(Instant.now().plusMillis(1_000));
            Position late = sendOf("slow", upstream, topics, more(photos.getFirst(), soon, Optional.of(true)));
            List<Position> quick = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                quick.add(sendOf("quick", upstream, topics, ImageRequest.of("quick " + i, photos.getFirst(), "mask")));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> worker.metric("kirinuki_quota_kept_back") > 0);
            upstream.awaitAll(quick);
            upstream.awaitAll(slow);
            List<Instant> finished = slow.stream()
                    .map(position -> finished(upstream, position))
                    .sorted()
                    .toList();
            assertThat(Duration.between(finished.getFirst(), finished.getLast()))
                    .as("9 beyond the first second's worth, at three a second, but for what the first took")
                    .isGreaterThan(Duration.ofSeconds(2));
            assertThat(quick)
                    .allSatisfy(
                            position -> assertThat(finished(upstream, position)).isBefore(finished.getLast()));
            assertThat(upstream.answer(late).answer()).isInstanceOfSatisfying(ImageFailure.class, failure -> {
                assertThat(failure.failure().name()).isEqualTo("Expired");
                assertThat(failure.failedAt()).as("out of turn").isBefore(finished.getLast());
            });
            assertThat(worker.metric("kirinuki_tenant_records_total{tenant=\"slow\",outcome=\"result\""))
                    .isEqualTo(12);
            assertThat(worker.metric("kirinuki_tenant_records_total{tenant=\"quick\",outcome=\"result\""))
                    .isEqualTo(4);
            assertThat(worker.metric("kirinuki_records_total{outcome=\"failure\""))
                    .as("but for the one that nobody wanted any more")
                    .isOne();
            assertThat(worker.metric("kirinuki_accelerator_seconds_total{state=\"quota\""))
                    .isPositive();
        }
    }

    private static Position sendOf(String tenant, Upstream upstream, Topics topics, ImageRequest request)
            throws Exception {
        byte[] key = request.id().orElseThrow().getBytes(UTF_8);
        var record = new ProducerRecord<>(topics.requests(), key, Json.write(request));
        record.headers().add("tenant", tenant.getBytes(UTF_8));
        return upstream.send(record);
    }

    private static List<ImageResult> results(Upstream upstream, String topic, List<ObjectRef> photos, String name)
            throws Exception {
        List<Position> asked = new ArrayList<>();
        for (int i = 0; i < photos.size(); i++) {
            asked.add(send(upstream, topic, ImageRequest.of(name + i, photos.get(i), "cutout-with-mask")));
        }
        upstream.awaitAll(asked);
        return asked.stream()
                .map(position -> (ImageResult) upstream.answer(position).answer())
                .toList();
    }

    private static ImageRequest more(ObjectRef photo, Optional<Instant> deadline, Optional<Boolean> force) {
        return new ImageRequest(
                Optional.of("more"),
                photo,
                Optional.of("cutout-with-mask"),
                List.of(),
                Map.of(),
                ImageRequest.Output.DEFAULT,
                deadline,
                force);
    }
}
