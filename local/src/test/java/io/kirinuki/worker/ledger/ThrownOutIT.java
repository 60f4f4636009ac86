package io.kirinuki.worker.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.local.EmbeddedKafka;
import io.kirinuki.outcome.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker that the group has thrown out, and that does not know it yet, answers out of a ledger that it took over and has
 * consumed nothing since: its transactions name no offset of its own accord, and so nobody would fence them.
 */
class ThrownOutIT {
    private static final int PARTITIONS = 2;
    private static final int REQUESTS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A worker hears of what its group does with its heartbeats. */
    private static final Duration OFTEN = Duration.ofSeconds(2);

    private static final Duration RARELY = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    /** Attempts end when the test says so. */
    private static final class Held implements Attempt<String> {
        private final Queue<CompletableFuture<Outcome<String>>> ends = new ConcurrentLinkedQueue<>();

        @Override
        public CompletableFuture<Outcome<String>> begin(LedgerEntry entry) {
            var end = new CompletableFuture<Outcome<String>>();
            ends.add(end);
            return end;
        }

        void release() {
            ends.forEach(end -> end.complete(Outcome.done("done")));
        }
    }

    @Test
    @Timeout(240)
    void whatTheNextOwnerAnswersIsNotAnsweredByTheLastOneToo() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                KafkaConsumer<byte[], byte[]> results = EchoWorker.results(kafka, PARTITIONS)) {
            EchoWorker.makeTopics(kafka, PARTITIONS);
            ask(kafka);
            try (EchoWorker first = worker(kafka, "first", OFTEN, new Held())) {
                await().atMost(PATIENCE).until(() -> inFlight(first) == REQUESTS);
            }
            Held held = new Held();
            try (EchoWorker thrownOut = worker(kafka, "thrown out", RARELY, held)) {
                await().atMost(PATIENCE).until(() -> held.ends.size() == REQUESTS);
                throwOut(kafka);
                try (EchoWorker next = worker(kafka, "next", OFTEN, entry -> done())) {
                    Map<String, Integer> answers = new HashMap<>();
                    await().atMost(PATIENCE).until(() -> read(results, answers).size() == REQUESTS);
                    held.release();
                    await().atMost(PATIENCE).until(() -> inFlight(thrownOut) == 0);
                    long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
                    while (System.nanoTime() < end) read(results, answers); // room for a double to show itself
                    assertThat(answers).hasSize(REQUESTS);
                    assertThat(answers)
                            .allSatisfy((value, times) ->
                                    assertThat(times).as(value).isEqualTo(1));
                    assertThat(inFlight(next)).isZero();
                }
            }
        }
    }

    private static CompletableFuture<Outcome<String>> done() {
        return CompletableFuture.completedFuture(Outcome.done("done"));
    }

    private static int inFlight(EchoWorker worker) {
        return worker.ledgers().inFlight().total();
    }

    private EchoWorker worker(EmbeddedKafka kafka, String name, Duration heartbeats, Attempt<String> attempt) {
        return EchoWorker.start(
                kafka,
                folder.resolve(name),
                Map.of(
                        "main.consumer.session.timeout.ms", (int) (3 * heartbeats.toMillis()),
                        "main.consumer.heartbeat.interval.ms", (int) heartbeats.toMillis()),
                attempt,
                ledgers -> new LedgerClients(ledgers, new Marks(64, 32)));
    }

    private static void throwOut(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.removeMembersFromConsumerGroup(EchoWorker.GROUP, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
        }
    }

    private static void ask(EmbeddedKafka kafka) {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrap());
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < REQUESTS; i++) {
                var unused = producer.send(new ProducerRecord<>(
                        EchoWorker.REQUESTS, i % PARTITIONS, ("key " + i).getBytes(UTF_8), ("" + i).getBytes(UTF_8)));
            }
        }
    }

    private static Map<String, Integer> read(KafkaConsumer<byte[], byte[]> results, Map<String, Integer> answers) {
        results.poll(Duration.ofMillis(100))
                .forEach(answer -> answers.merge(new String(answer.value(), UTF_8), 1, Integer::sum));
        return answers;
    }
}
