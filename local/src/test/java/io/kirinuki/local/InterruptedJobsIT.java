package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job of each kind, killed where it hurts most, is resumed exactly. No worker runs: what counts is what was sent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
@Tag("long")
class InterruptedJobsIT {
    private static final int PARTITIONS = 2;
    private static final int REQUESTS = 1_200;
    /** Before a first record was sent; between the last and the commit; right behind a commit. */
    private static final List<String> MOMENTS = List.of("begun 2", "sent 2", "begun 3");

    @TempDir
    static Path folder;

    private EmbeddedServers servers;

    @BeforeAll
    void start() throws Exception {
        servers = EmbeddedServers.start(folder.resolve("servers"));
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    @Test
    void aReplayKilledAtItsWorstMomentsSendsEachRequestOnce() throws Exception {
        JobTopics topics = JobTopics.make(servers, "killed-replay", PARTITIONS);
        topics.put(requests(topics.topics().requests()));
        killed(topics, topics.topics().backfill(), "x-replay-of", "replay", "--from", "earliest", "--no-wait");
    }

    @Test
    void aRedriveKilledAtItsWorstMomentsSendsEachDeadLetterOnce() throws Exception {
        JobTopics topics = JobTopics.make(servers, "killed-redrive", PARTITIONS);
        List<ProducerRecord<byte[], byte[]>> letters = requests(topics.topics().failures());
        letters.forEach(letter -> letter.headers().add("x-failure-name", "Unavailable".getBytes(UTF_8)));
        topics.put(letters);
        killed(topics, topics.topics().requests(), "x-replay-of", "failures", "redrive", "--no-wait");
    }

    @Test
    void aSubmissionKilledAtItsWorstMomentsAsksForEachObjectOnce() throws Exception {
        JobTopics topics = JobTopics.make(servers, "killed-submit", PARTITIONS);
        Path manifest = Files.write(
                folder.resolve("manifest"),
                IntStream.range(0, REQUESTS)
                        .mapToObj(i -> "s3://photos/%d.png".formatted(i))
                        .toList());
        killed(
                topics,
                topics.topics().requests(),
                "",
                "submit",
                "--pipeline",
                "mask",
                "--manifest",
                manifest.toString(),
                "--no-wait");
    }

    /** @param name header that names what a request was before; blank: its key does */
    private void killed(JobTopics topics, String target, String name, String... words) throws Exception {
        Map<String, String> environment = environment(topics);
        String[] next = words;
        String resume = "";
        for (String moment : MOMENTS) {
            Path log = folder.resolve("%s %s.log".formatted(words[0], moment));
            Map<String, String> killing = new HashMap<>(environment);
            killing.put("KIRINUKI_KAFKA_PROPERTIES_PRODUCER_INTERCEPTOR_CLASSES", KillingInterceptor.class.getName());
            killing.put("KILL_AT", moment);
            CommandProcess process = CommandProcess.start(log, killing, next);
            assertThat(process.await()).as(process.said()).isEqualTo(KillingInterceptor.EXIT);
            resume = job(process.said());
            next = resumption(words, resume);
        }
        assertThat(topics.committed(target)).as("one chunk of the last life").hasSize(500);
        CommandCall last = CommandCall.of(environment, next);
        assertThat(last.exit()).as(last.toString()).isZero();
        assertThat(last.out()).contains(resume, "sent       " + REQUESTS);
        assertOnce(topics.committed(target), name);
    }

    private static String[] resumption(String[] words, String job) {
        List<String> all =
                new ArrayList<>(words[0].equals("failures") ? List.of("failures", "redrive") : List.of(words[0]));
        all.addAll(List.of("resume", job));
        return all.toArray(String[]::new);
    }

    /**
     * What a job has committed is behind another's open transaction, so that readers of what is committed do not see it: the
     * other's process was killed.
     */
    @Test
    void aJobWhoseLastWordsAreHiddenByAnotherIsResumedBehindThem() throws Exception {
        JobTopics topics = JobTopics.make(servers, "hidden", PARTITIONS);
        topics.put(requests(topics.topics().requests()));
        Map<String, String> environment = environment(topics);
        String target = topics.topics().backfill();
        CommandProcess process = CommandProcess.start(
                folder.resolve("hidden.log"),
                environment,
                "replay",
                "--from",
                "earliest",
                "--no-wait",
                "--rate",
                "100/s");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> topics.committed(target).size() >= 50);
        try (var another =
                topics.producer(Map.of("transactional.id", "hidden-job-another", "transaction.timeout.ms", 25_000))) {
            another.initTransactions();
            another.beginTransaction();
            another.send(new ProducerRecord<>(topics.journal(), "another".getBytes(UTF_8), "{}".getBytes(UTF_8)))
                    .get();
            int before = topics.committed(target).size();
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> topics.committed(target).size() >= before + 100);
            process.kill();
            assertThat(topics.committed(target)).as("killed at its work").hasSizeLessThan(REQUESTS);
            assertThat(topics.hides(topics.journal())).isTrue();
            CommandCall resumed = CommandCall.of(environment, "replay", "resume", job(process.said()));
            assertThat(resumed.exit()).as(resumed.toString()).isZero();
            assertThat(resumed.out()).contains("sent       " + REQUESTS);
        }
        assertOnce(topics.committed(target), "x-replay-of");
    }

    private static void assertOnce(List<ConsumerRecord<byte[], byte[]>> records, String name) {
        assertThat(records.stream().map(record -> name(record, name))).doesNotHaveDuplicates();
        assertThat(records).hasSize(REQUESTS);
    }

    private static String name(ConsumerRecord<byte[], byte[]> record, String name) {
        if (name.isBlank()) return new String(record.key(), UTF_8);
        Header header = record.headers().lastHeader(name);
        return new String(header.value(), UTF_8);
    }

    private Map<String, String> environment(JobTopics topics) {
        return TestWorker.environment(
                servers,
                topics.topics(),
                folder.resolve("no-state"),
                Map.of("topics.backfill", topics.topics().backfill()));
    }

    private static List<ProducerRecord<byte[], byte[]>> requests(String topic) {
        return IntStream.range(0, REQUESTS)
                .mapToObj(i -> new ProducerRecord<>(
                        topic,
                        ("key " + i).getBytes(UTF_8),
                        Json.write(ImageRequest.of("r" + i, ObjectRef.of(Shelf.PHOTOS, i + ".png"), "mask"))))
                .toList();
    }

    private static String job(String said) {
        var name = Pattern.compile("(replay|redrive)-\\d{8}-\\d{6}-\\w{4}|submit-[0-9a-f]{12}-\\d+")
                .matcher(said);
        assertThat(name.find()).as(said).isTrue();
        return name.group();
    }
}
