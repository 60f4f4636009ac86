package io.kirinuki.worker.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.local.EmbeddedKafka;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.worker.topic.GrowingClients;
import io.kirinuki.worker.topic.LedgerTopics;
import io.kirinuki.worker.topic.TopicSizes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a topic, or the producer, does not take: an answer, a dead letter, a ledger's entry. Each costs one request, which is
 * answered with what fits; what comes before and after it is answered as if nothing had been.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
@Tag("long")
class TooLargeIT {
    private static final String CHANGELOG = "echo-ledger-changelog";
    private static final int OF_ANSWERS = 60_000;
    private static final int OF_ENTRIES = 100_000;
    /** Of a worker whose producer takes less than the topics. */
    private static final int OF_REQUESTS = 30_000;

    @TempDir
    static Path folder;

    private EmbeddedKafka kafka;
    private final Map<String, List<String>> answers = new HashMap<>();
    private final Map<String, List<Integer>> letters = new HashMap<>();

    @BeforeAll
    void start() throws Exception {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        Map<String, String> small = Map.of("max.message.bytes", "" + OF_ANSWERS);
        for (String topic : List.of(EchoWorker.RESULTS, EchoWorker.FAILURES)) kafka.createTopic(topic, 1, small);
        kafka.createTopic(CHANGELOG, 1, Map.of("max.message.bytes", "" + OF_ENTRIES, "cleanup.policy", "compact"));
        EchoWorker.makeTopics(kafka, 1);
    }

    @AfterAll
    void stop() {
        kafka.close();
    }

    @Test
    void whatATopicOrTheProducerDoesNotTakeCostsOneRequestAndStopsNothing() throws Exception {
        try (KafkaConsumer<byte[], byte[]> reader =
                EchoWorker.reader(kafka, List.of(EchoWorker.RESULTS, EchoWorker.FAILURES), 1)) {
            try (EchoWorker worker = worker(Map.of())) {
                ask("first", 10);
                awaitAnswers(reader, 1);
                ask("grows to 80000", 10);
                ask("answer and letter", 90_000);
                ask("entry", 120_000);
                ask("last", 10);
                awaitAnswers(reader, 5);
                patiently().until(() -> worker.ledgers().inFlight().total() == 0);
            }
            try (EchoWorker worker = worker(Map.of("producer.max.request.size", OF_REQUESTS))) {
                ask("grows to 40000", 10);
                ask("entry for this producer", 40_000);
                ask("very last", 10);
                awaitAnswers(reader, 8);
                patiently().until(() -> worker.ledgers().inFlight().total() == 0);
            }
        }
        assertThat(answers).hasSize(8);
        assertThat(answers).allSatisfy((key, all) -> assertThat(all).as(key).hasSize(1));
        for (String fine : List.of("first", "last", "very last"))
            assertThat(answer(fine)).isEqualTo("x".repeat(10));

        isTooLarge("grows to 80000", 80_000, limit -> limit == OF_ANSWERS);
        isTooLarge("answer and letter", 90_000, limit -> limit == OF_ANSWERS);
        isTooLarge("grows to 40000", 40_000, limit -> limit == OF_REQUESTS);
        assertThat(answer("entry")).isEqualTo("InvalidRequest: 120000 or so");
        assertThat(answer("entry for this producer")).isEqualTo("InvalidRequest: 40000 or so");
        assertThat(letters).hasSize(5);
        assertThat(letters.get("grows to 80000")).as("whole").containsExactly(10);
        assertThat(letters.get("grows to 40000")).as("whole").containsExactly(10);
        for (String left : List.of("answer and letter", "entry", "entry for this producer")) {
            assertThat(letters.get(left)).as("without contents").containsExactly(-1);
        }
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private String answer(String key) {
        return answers.get(key).getFirst();
    }

    private void isTooLarge(String key, int bytes, IntPredicate limit) {
        var words = Pattern.compile(
                        "AnswerTooLarge: output: the answer holds (\\d+) bytes, topic results takes at most (\\d+); .*"
                                + " raise max.message.bytes of the topic and max.request.size of the workers")
                .matcher(answer(key));
        assertThat(words.matches()).as(answer(key)).isTrue();
        assertThat(Integer.parseInt(words.group(1))).isBetween(bytes, bytes + 500);
        assertThat(limit.test(Integer.parseInt(words.group(2)))).as(answer(key)).isTrue();
    }

    private EchoWorker worker(Map<String, Object> more) {
        return EchoWorker.start(kafka, folder.resolve("worker"), more, TooLargeIT::attempt, this::clients);
    }

    /** As a worker has them. */
    private GrowingClients clients(Ledgers ledgers) {
        Marks marks = new Marks(64, 32);
        return new GrowingClients(
                new LedgerClients(ledgers, marks),
                new LedgerTopics(kafka.bootstrap(), List.of(Changelog.of(EchoWorker.GROUP, EchoWorker.REQUESTS, ""))),
                new TopicSizes(List.of(EchoWorker.RESULTS, EchoWorker.FAILURES, CHANGELOG), ledgers.limits()),
                marks.consumers());
    }

    /** As a request's: of one without contents nothing can be made. */
    private static CompletableFuture<Outcome<String>> attempt(LedgerEntry entry) {
        if (entry.omittedBytes().isPresent()) {
            long rounded = entry.omittedBytes().get() / 1000 * 1000;
            return CompletableFuture.completedFuture(Outcome.failed(new Failure.InvalidRequest(rounded + " or so")));
        }
        String key = new String(entry.key().orElseThrow(), UTF_8);
        String success = key.startsWith("grows to ")
                ? "x".repeat(Integer.parseInt(key.substring("grows to ".length())))
                : EchoWorker.ECHO;
        return CompletableFuture.completedFuture(Outcome.done(success));
    }

    private void ask(String key, int bytes) {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrap());
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            var unused = producer.send(new ProducerRecord<>(
                    EchoWorker.REQUESTS, key.getBytes(UTF_8), "x".repeat(bytes).getBytes(UTF_8)));
        }
    }

    private void awaitAnswers(KafkaConsumer<byte[], byte[]> reader, int count) {
        patiently().until(() -> {
            reader.poll(Duration.ofMillis(50)).forEach(record -> {
                assertThat(record.key()).as("%s", record).isNotNull();
                String key = new String(record.key(), UTF_8);
                if (record.topic().equals(EchoWorker.RESULTS)) {
                    answers.computeIfAbsent(key, name -> new ArrayList<>()).add(new String(record.value(), UTF_8));
                } else {
                    letters.computeIfAbsent(key, name -> new ArrayList<>())
                            .add(record.value() == null ? -1 : record.value().length);
                }
            });
            return answers.size() >= count;
        });
    }
}
