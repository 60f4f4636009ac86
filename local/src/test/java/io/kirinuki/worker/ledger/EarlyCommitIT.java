package io.kirinuki.worker.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.kirinuki.local.EmbeddedKafka;
import io.kirinuki.outcome.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer that few others share a commit with does not wait for the interval, which here never ends within the test. */
class EarlyCommitIT {
    private static final int PARTITIONS = 2;

    @TempDir
    private Path folder;

    private final Set<String> answers = new HashSet<>();

    @Test
    void answersAreVisibleLongBeforeTheInterval() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
            EchoWorker.makeTopics(kafka, PARTITIONS);
            try (EchoWorker worker = EchoWorker.start(
                            kafka,
                            folder.resolve("worker"),
                            Map.of("commit.interval.ms", 600_000, "producer.transaction.timeout.ms", 700_000),
                            entry -> new CompletableFuture<Outcome<String>>()
                                    .completeOnTimeout(Outcome.done("done"), 5, TimeUnit.MILLISECONDS),
                            ledgers -> new LedgerClients(ledgers, new Marks(64, 32)));
                    KafkaConsumer<byte[], byte[]> results = EchoWorker.results(kafka, PARTITIONS)) {
                // The first of a life waits for the commit of its entry as well as for that of its answer.
                for (int alone = 0; alone < 3; alone++) {
                    ask(kafka, "alone-" + alone, 1);
                    awaitAnswers(results, alone + 1);
                }
                ask(kafka, "together", 10);
                awaitAnswers(results, 13);
            }
        }
    }

    private static void ask(EmbeddedKafka kafka, String name, int count) {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrap());
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                byte[] value = (name + ":" + i).getBytes(UTF_8);
                var unused = producer.send(new ProducerRecord<>(EchoWorker.REQUESTS, i % PARTITIONS, value, value));
            }
        }
    }

    private void awaitAnswers(KafkaConsumer<byte[], byte[]> results, int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            results.poll(Duration.ofMillis(50)).forEach(record -> answers.add(new String(record.value(), UTF_8)));
            return answers.size() == count;
        });
    }
}
