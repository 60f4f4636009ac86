package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Blob;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of replays: however often their command is killed, each request of the range is sent and answered once;
 * and what is done is not done again. More requests: {@code -Dreplay.requests=20000}.
 */
@Tag("long")
class ReplayIT {
    private static final int REQUESTS = Integer.getInteger("replay.requests", 1_200);
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(REQUESTS > 5_000 ? 5 : 1);

    @TempDir
    private Path folder;

    @Test
    @Timeout(900)
    void eachRequestIsAnsweredOnceThroughInterruptionsAndASecondReplayComputesNothing() throws Exception {
        Topics topics = new Topics("replay", PARTITIONS);
        Map<String, String> settings = Map.of("topics.backfill", topics.backfill());
        try (EmbeddedServers servers = EmbeddedServers.start(folder.resolve("servers"))) {
            for (String topic : topics.all()) servers.createTopic(topic, PARTITIONS);
            servers.createTopic(topics.backfill(), PARTITIONS);
            servers.createBucket(Shelf.PHOTOS);
            servers.createBucket(TestWorker.ARTIFACTS);
            upload(servers);
            request(servers, topics);
            var parts = new PacedParts(Duration.ofMillis(20), 16);
            try (TestWorker worker = TestWorker.start(servers, topics, folder.resolve("state"), settings, parts);
                    JobAnswers answers = new JobAnswers(servers, topics)) {
                awaitAnswers(worker, REQUESTS);
                var environment = TestWorker.environment(servers, topics, folder.resolve("state"), settings);
                interruptTwice(answers, environment);
                double batches = worker.metric("kirinuki_batch_size_count");
                double fetched = worker.metric("kirinuki_fetched_bytes_total");
                double puts = worker.metric("kirinuki_reused_total");

                CommandCall second =
                        CommandCall.of(environment, "replay", "--from", "earliest", "--out-prefix", "again");
                assertThat(second.exit()).as(second.toString()).isZero();
                assertThat(second.out()).contains("done       %d, %d of them reused".formatted(REQUESTS, REQUESTS));
                assertThat(worker.metric("kirinuki_batch_size_count")).isEqualTo(batches);
                assertThat(worker.metric("kirinuki_fetched_bytes_total")).isEqualTo(fetched);
                assertThat(worker.metric("kirinuki_reused_total")).isEqualTo(puts + REQUESTS);
                assertOnce(answers.of(job(second.out())));
            }
        }
    }

    /** By SIGKILL at a quarter and by Ctrl-C at a half; then it is resumed once more, to its end. */
    private void interruptTwice(JobAnswers answers, Map<String, String> environment) throws Exception {
        CommandProcess first = CommandProcess.start(
                folder.resolve("first.log"),
                environment,
                "replay",
                "--from",
                "earliest",
                "--out-prefix",
                "again",
                "--ahead",
                "200");
        await(first).until(() -> first.said().contains("offsets of"));
        String job = job(first.said());
        await(first).until(() -> answers.of(job).size() >= REQUESTS / 4);
        first.kill();

        CommandProcess resumed =
                CommandProcess.start(folder.resolve("resumed.log"), environment, "replay", "resume", job);
        await(resumed).until(() -> answers.of(job).size() >= REQUESTS / 2);
        resumed.interrupt();
        assertThat(resumed.await()).as(resumed.said()).isEqualTo(130);
        assertThat(resumed.said()).contains("kirinuki replay resume " + job);
        assertThat(answers.of(job).size()).as("interrupted before its end").isLessThan(REQUESTS);

        CommandCall last = CommandCall.of(environment, "replay", "resume", job);
        assertThat(last.exit()).as(last.toString()).isZero();
        assertThat(last.out()).contains("sent       " + REQUESTS, "answered   %d of %d".formatted(REQUESTS, REQUESTS));
        assertOnce(answers.of(job));
        assertThat(CommandCall.of(environment, "replay", "list").out())
                .containsPattern(Pattern.quote(job) + " +done +%d +%d +0 ".formatted(REQUESTS, REQUESTS));
    }

    private static ConditionFactory await(CommandProcess process) {
        return Awaitility.await().atMost(PATIENCE).failFast(() -> {
            if (!process.process().isAlive()) throw new AssertionError(process.said());
        });
    }

    private static void assertOnce(Map<String, List<ImageAnswer>> answers) {
        assertThat(answers).hasSize(REQUESTS);
        assertThat(answers).allSatisfy((of, all) -> {
            assertThat(all).as(of).hasSize(1);
            assertThat(all.getFirst())
                    .isInstanceOfSatisfying(
                            ImageResult.class,
                            result -> assertThat(result.artifacts())
                                    .allSatisfy(artifact ->
                                            assertThat(artifact.key()).startsWith("again/")));
        });
    }

    private static String job(String said) {
        var name = Pattern.compile("replay-\\d{8}-\\d{6}-\\w{4}").matcher(said);
        assertThat(name.find()).as(said).isTrue();
        return name.group();
    }

    private static void awaitAnswers(TestWorker worker, int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> worker.metric("kirinuki_records_total{outcome=\"result\"") >= count);
    }

    private static String photo(int i) {
        return "photo-" + i + ".png";
    }

    private static void upload(Servers servers) throws Exception {
        List<Future<?>> uploads = new ArrayList<>();
        try (var store = new MinioStore(servers.store());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < REQUESTS; i++) {
                ObjectRef target = ObjectRef.of(Shelf.PHOTOS, photo(i));
                Blob picture = Pictures.plain(24, 24, i * 2654435761L);
                uploads.add(threads.submit(
                        () -> store.put(target, "image/png", picture).orThrow()));
            }
            for (Future<?> upload : uploads) upload.get();
        }
    }

    private static void request(Servers servers, Topics topics) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", servers.bootstrap()));
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < REQUESTS; i++) {
                byte[] value = Json.write(ImageRequest.of("r" + i, ObjectRef.of(Shelf.PHOTOS, photo(i)), "mask"));
                var unused = producer.send(new ProducerRecord<>(topics.requests(), photo(i).getBytes(UTF_8), value));
            }
        }
    }
}
