package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.image.Blob;
import io.kirinuki.local.S3Faults.Ask;
import io.kirinuki.local.S3Faults.Fault;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.store.MinioStore;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker before a store in trouble of one kind after another, for longer than its three quick attempts last: nobody is
 * buried, all are done once it is over, and images of other buckets are done meanwhile.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutagesIT {
    private static final Topics TOPICS = new Topics("outages", 2);
    private static final String OTHERS = "others";
    /** Their waits are 200 ms at most. */
    private static final Duration TROUBLE = Duration.ofSeconds(2);
    /** Where each attempt takes a second until its call is given up. */
    private static final Duration SLOW_TROUBLE = Duration.ofSeconds(4);

    private EmbeddedServers servers;
    private S3Faults faults;
    private TestWorker worker;
    private Upstream upstream;
    private int asked;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        servers = EmbeddedServers.start(folder.resolve("servers"));
        for (String bucket : List.of(Shelf.PHOTOS, OTHERS, TestWorker.ARTIFACTS, "other-artifacts")) {
            servers.createBucket(bucket);
        }
        try (Shelf shelf = new Shelf(servers)) {
            byte[] photo = Specimens.jpeg(320, 240);
            for (int i = 0; i < 30; i++) shelf.put("%d.jpg".formatted(i), photo);
        }
        try (MinioStore store = new MinioStore(servers.store())) {
            byte[] photo = Specimens.jpeg(320, 240);
            for (int i = 0; i < 30; i++) {
                store.put(ObjectRef.of(OTHERS, "%d.jpg".formatted(i)), "image/jpeg", Blob.of(photo))
                        .orThrow();
            }
        }
        for (String topic : TOPICS.all()) servers.createTopic(topic, TOPICS.partitions());
        faults = new S3Faults(servers.store().endpoint());
        Map<String, String> settings = new HashMap<>();
        settings.put("store.endpoint", faults.endpoint().toString());
        settings.put("store.read-timeout", "2s");
        settings.put("store.call-timeout", "1s");
        settings.put("store.least-rate", "1MiB");
        settings.put("output.reuse", "false");
        settings.put("reach.outputs", "other-artifacts");
        settings.put("flow.retry.max-attempts", "3");
        settings.put("flow.retry.initial-backoff", "50ms");
        settings.put("flow.retry.max-backoff", "200ms");
        worker = TestWorker.start(servers, TOPICS, folder.resolve("state"), settings, new Parts());
        upstream = new Upstream(servers, TOPICS);
    }

    @AfterAll
    void stop() throws Exception {
        if (upstream != null) upstream.close();
        if (worker != null) worker.close();
        if (faults != null) faults.close();
        if (servers != null) servers.close();
    }

    private record Parts() implements Wiring.Parts {
        @Override
        public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
            return PacedModels.subject(Duration.ofMillis(5), 16, batches);
        }
    }

    private static boolean ours(Ask ask) {
        return ask.bucket().equals(Shelf.PHOTOS) || ask.bucket().equals(TestWorker.ARTIFACTS);
    }

    @Test
    void writesAreRefused() throws Exception {
        overcomes(ask -> ours(ask) && ask.writes(), new Fault.Answer(503, "ServiceUnavailable"));
        assertThat(worker.get("/readyz").body()).doesNotContain("down");
    }

    @Test
    void theDiskIsFull() throws Exception {
        overcomes(ask -> ours(ask) && ask.writes(), new Fault.Answer(507, "XMinioStorageFull"));
    }

    @Test
    void oneBucketIsDown() throws Exception {
        overcomes(ask -> ask.bucket().equals(Shelf.PHOTOS), new Fault.Answer(500, "InternalError"));
    }

    @Test
    void readsOfObjectsFailThoughTheyAreDescribed() throws Exception {
        overcomes(ask -> ours(ask) && ask.method().equals("GET"), new Fault.Answer(500, "InternalError"));
    }

    @Test
    void writesAreThrottled() throws Exception {
        overcomes(ask -> ours(ask) && ask.writes(), new Fault.Answer(503, "SlowDown"));
    }

    @Test
    void readsAreThrottled() throws Exception {
        overcomes(ask -> ours(ask) && !ask.writes(), new Fault.Answer(429, "TooManyRequests"));
    }

    @Test
    void credentialsAreRefused() throws Exception {
        overcomes(OutagesIT::ours, new Fault.Answer(403, "InvalidAccessKeyId"));
    }

    @Test
    void sixOfTenRequestsFail() throws Exception {
        overcomes(
                ask -> ours(ask) && ThreadLocalRandom.current().nextInt(10) < 6,
                new Fault.Answer(503, "ServiceUnavailable"));
    }

    @Test
    void bodiesAreCut() throws Exception {
        overcomes(ask -> ours(ask) && ask.method().equals("GET"), new Fault.Cut(1000));
    }

    @Test
    void bodiesDripDown() throws Exception {
        overcomes(ask -> ours(ask) && ask.method().equals("GET"), new Fault.DripDown(), SLOW_TROUBLE);
    }

    @Test
    void bodiesDripUp() throws Exception {
        overcomes(ask -> ours(ask) && ask.writes(), new Fault.DripUp(), SLOW_TROUBLE);
    }

    private void overcomes(Predicate<Ask> inTrouble, Fault fault) throws Exception {
        overcomes(inTrouble, fault, TROUBLE);
    }

    /** Twenty images under trouble, ten beside it. */
    private void overcomes(Predicate<Ask> inTrouble, Fault fault, Duration trouble) throws Exception {
        upstream.answer(ask(Shelf.PHOTOS, 0));
        upstream.answer(ask(OTHERS, 0));
        int before = upstream.deadLetters();
        faults.set(ask -> inTrouble.test(ask) ? fault : new Fault.None());
        long begin = System.nanoTime();
        List<Position> troubled = new ArrayList<>();
        List<Position> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) troubled.add(ask(Shelf.PHOTOS, i));
        for (int i = 0; i < 10; i++) others.add(ask(OTHERS, i));
        upstream.awaitAll(others);
        await().atMost(trouble.multipliedBy(6))
                .until(() -> System.nanoTime() - begin > trouble.toNanos() && upstream.answered(others) == 10);
        faults.set(S3Faults.HEALTH);
        upstream.awaitAll(troubled);
        for (List<Position> all : List.of(troubled, others)) {
            assertThat(all)
                    .allSatisfy(one -> assertThat(upstream.answer(one).answer()).isInstanceOf(ImageResult.class));
        }
        assertThat(upstream.deadLetters()).isEqualTo(before);
        await().untilAsserted(() ->
                assertThat(worker.metric("kirinuki_store_outage ")).isZero());
    }

    private Position ask(String bucket, int number) throws Exception {
        String id = "%s-%d-%d".formatted(bucket, number, ++asked);
        String output = bucket.equals(OTHERS) ? ", \"output\": {\"bucket\": \"other-artifacts\"}" : "";
        String json = "{\"source\": {\"bucket\": \"%s\", \"key\": \"%d.jpg\"}, \"pipeline\": \"cutout-with-mask\"%s}"
                .formatted(bucket, number, output);
        return upstream.ask(id.getBytes(UTF_8), json.getBytes(UTF_8));
    }
}
