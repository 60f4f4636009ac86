package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Topics that hold what nobody of ours has put there, and topics that are others than they were: a job says so and goes on, or stops. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class ForeignRecordsIT {
    private static final int PARTITIONS = 2;
    private static final int REQUESTS = 6;
    private static final List<String> NOTHING_OF_OURS = List.of(
            "",
            "{",
            "null",
            "[1]",
            "\u0000\u0001",
            "{\"type\": \"kirinuki.image-result.v9\"}",
            "{\"type\": \"kirinuki.image-result.v1\"}",
            "{\"requestId\": \"x\", \"position\": {\"topic\": \"t\", \"partition\": 0, \"offset\": 1}}");

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
    void foreignRecordsInAnyTopicArePassedOverAndCounted() throws Exception {
        JobTopics topics = JobTopics.make(servers, "foreign", PARTITIONS);
        Topics names = topics.topics();
        topics.put(requests(names.requests()));
        for (String topic : names.all()) topics.put(foreign(topic, ""));

        CommandCall first = call(topics, "replay", "--from", "earliest", "--no-wait");
        assertThat(first.exit()).as(first.toString()).isZero();
        assertThat(first.out()).contains("sent       " + REQUESTS);
        String job = job(first);
        topics.put(foreign(names.results(), job));
        topics.put(topics.committed(names.backfill()).stream()
                .map(asked -> answer(names.results(), asked))
                .toList());
        topics.put(foreign(names.results(), job));
        // A compacted topic takes no record without a key.
        topics.put(foreign(topics.journal(), "").stream()
                .filter(record -> record.key() != null)
                .toList());
        topics.put(List.of(new ProducerRecord<>(topics.journal(), job.getBytes(UTF_8), "no job".getBytes(UTF_8))));

        CommandCall shown = call(topics, "replay", "show", job);
        int each = NOTHING_OF_OURS.size();
        assertThat(shown.out())
                .as(shown.err())
                .contains("answered   %d of %d".formatted(REQUESTS, REQUESTS), "done       " + REQUESTS)
                .contains("foreign    %d: no answer %d, without a value 4".formatted(4 + 4 * each, 4 * each));
        CommandCall done = call(topics, "replay", "--from", "earliest", "--where", "outcome=done", "--dry-run");
        assertThat(done.out()).as(done.err()).contains("to send    " + REQUESTS);
        CommandCall diff = call(topics, "replay", "diff", job);
        assertThat(diff.exit()).as(diff.toString()).isZero();
        assertThat(call(topics, "replay", "list").out()).contains(job);
        assertThat(call(topics, "failures", "list").exit()).isZero();
        CommandCall redrive = call(topics, "failures", "redrive", "--dry-run");
        assertThat(redrive.out()).as(redrive.err()).contains("no dead letter 2");
    }

    @Test
    void aJobOfALaterVersionIsRefusedByItsNameAndOthersGoOn() throws Exception {
        JobTopics topics = JobTopics.make(servers, "later", PARTITIONS);
        topics.put(requests(topics.topics().requests()));
        String job = job(call(topics, "replay", "--from", "earliest", "--no-wait"));
        topics.put(List.of(
                later(topics, "replay-later", "{\"id\": \"replay-later\", \"v\": 9, \"plan\": {\"kind\": \"replay\"}}"),
                later(
                        topics,
                        "redrive-later",
                        "{\"id\": \"redrive-later\", \"v\": 9, \"plan\": {\"kind\": \"redrive\"}}")));
        assertThat(call(topics, "replay", "show", job).exit()).isZero();
        assertThat(call(topics, "replay", "list").out()).contains(job, "replay-later was written by a later version");
        for (String word : List.of("show", "resume", "cancel")) {
            CommandCall refused = call(topics, "replay", word, "replay-later");
            assertThat(refused.exit()).as(refused.toString()).isEqualTo(2);
            assertThat(refused.err()).contains("replay-later was written by a later version of Kirinuki, in format 9");
        }
        CommandCall redrive = call(topics, "failures", "redrive");
        assertThat(redrive.exit()).as("what that one has sent nobody knows").isEqualTo(2);
        assertThat(redrive.err()).contains("redrive-later was written by a later version");
    }

    @Test
    void aReplayWhoseTopicsWereMadeAnewStopsAndSaysSo() throws Exception {
        for (String which : List.of("requests", "backfill", "results")) {
            JobTopics topics = JobTopics.make(servers, "anew-" + which, PARTITIONS);
            Topics names = topics.topics();
            topics.put(requests(names.requests()));
            // Without a worker it waits for the first answers.
            CommandProcess process = CommandProcess.start(
                    folder.resolve(which + ".log"),
                    environment(topics),
                    "replay",
                    "--from",
                    "earliest",
                    "--ahead",
                    "2");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> topics.committed(names.backfill()).size() >= 2);
            process.kill();
            String job = job(new CommandCall(0, process.said(), ""));
            String topic = names.group() + "-" + which;
            topics.makeAnew(topic);
            topics.put(requests(names.requests()));
            int before = topics.committed(names.backfill()).size();
            CommandCall resumed = call(topics, "replay", "resume", job);
            assertThat(resumed.exit()).as(resumed.toString()).isEqualTo(2);
            assertThat(resumed.err())
                    .contains("topic %s was made anew since %s began".formatted(topic, job))
                    .contains("`kirinuki replay cancel " + job + "`");
            assertThat(topics.committed(names.backfill())).hasSize(before);
            assertThat(call(topics, "replay", "cancel", job).out()).contains("status     cancelled");
        }
    }

    private static ProducerRecord<byte[], byte[]> later(JobTopics topics, String id, String value) {
        return new ProducerRecord<>(topics.journal(), id.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    /** Each with a key and without; two tombstones among them. With a job they say that they are of it. */
    private static List<ProducerRecord<byte[], byte[]>> foreign(String topic, String job) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (byte[] key : new byte[][] {null, "foreign".getBytes(UTF_8)}) {
            records.add(new ProducerRecord<>(topic, 0, key, null));
            for (String value : NOTHING_OF_OURS) {
                records.add(new ProducerRecord<>(topic, 0, key, value.getBytes(UTF_8)));
            }
        }
        if (!job.isEmpty()) {
            records.forEach(record -> record.headers().add("x-job-id", job.getBytes(UTF_8)));
        }
        return records;
    }

    private static ProducerRecord<byte[], byte[]> answer(String results, ConsumerRecord<byte[], byte[]> asked) {
        var result = new ImageResult(
                "id",
                new ImageResult.Source("photos", "cat.jpg", Optional.empty(), "etag", 1, "JPEG", 4, 4, 1),
                "mask",
                "fingerprint",
                List.of(),
                ObjectRef.of("made", "result.json"),
                ImageResult.Measures.NONE,
                List.of(),
                ImageResult.Timings.NONE,
                new Position(asked.topic(), asked.partition(), asked.offset()),
                1,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var answer = new ProducerRecord<>(results, asked.key(), Json.write(result));
        asked.headers().forEach(answer.headers()::add);
        return answer;
    }

    private static List<ProducerRecord<byte[], byte[]>> requests(String topic) {
        return IntStream.range(0, REQUESTS)
                .mapToObj(i -> new ProducerRecord<>(
                        topic,
                        ("key " + i).getBytes(UTF_8),
                        Json.write(ImageRequest.of("r" + i, ObjectRef.of(Shelf.PHOTOS, i + ".png"), "mask"))))
                .toList();
    }

    private CommandCall call(JobTopics topics, String... words) {
        return CommandCall.of(environment(topics), words);
    }

    private Map<String, String> environment(JobTopics topics) {
        return TestWorker.environment(
                servers,
                topics.topics(),
                folder.resolve("no-state"),
                Map.of("topics.backfill", topics.topics().backfill()));
    }

    private static String job(CommandCall call) {
        var name = Pattern.compile("replay-\\d{8}-\\d{6}-\\w{4}").matcher(call.out());
        assertThat(name.find()).as(call.toString()).isTrue();
        return name.group();
    }
}
