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
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The brokers go while answers are on their way out. Whatever the producer waits for has its end, so that the stream thread
 * goes on polling, and once they are back each request is answered once.
 */
@Tag("long")
class BrokerGoneIT {
    private static final int REQUESTS = 20;
    private static final int WAIT = 1_000;
    /** Of its waits at most four follow each other without a poll, as {@code StreamSettings} counts them. */
    private static final Duration PASS = Duration.ofMillis(4 * WAIT + 1_000);

    private static final Duration OUTAGE = Duration.ofSeconds(7);

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void theThreadPollsOnAndEachRequestIsAnsweredOnce() throws Exception {
        Marks marks = new Marks(64, 32);
        Queue<CompletableFuture<Outcome<String>>> held = new ConcurrentLinkedQueue<>();
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        EchoWorker.makeTopics(kafka, 1);
        try (EchoWorker worker = EchoWorker.start(
                kafka,
                folder.resolve("worker"),
                Map.of("producer.max.block.ms", WAIT),
                entry -> {
                    var end = new CompletableFuture<Outcome<String>>();
                    held.add(end);
                    return end;
                },
                ledgers -> new LedgerClients(ledgers, marks))) {
            ask(kafka);
            patiently().until(() -> held.size() == REQUESTS);
            kafka.close();
            held.forEach(end -> end.complete(Outcome.done(EchoWorker.ECHO)));
            Duration longest = Duration.ZERO;
            long end = System.nanoTime() + OUTAGE.toNanos();
            while (System.nanoTime() < end) {
                Thread.sleep(50);
                for (Duration silent : marks.consumers().silences().values()) {
                    if (silent.compareTo(longest) > 0) longest = silent;
                }
            }
            kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
            // What was begun by tasks that began anew meanwhile.
            patiently().until(() -> {
                held.forEach(one -> one.complete(Outcome.done(EchoWorker.ECHO)));
                return worker.ledgers().inFlight().total() == 0
                        && worker.streams().state().isRunningOrRebalancing();
            });
            Map<String, Integer> answers = new HashMap<>();
            try (KafkaConsumer<byte[], byte[]> results = EchoWorker.results(kafka, 1)) {
                patiently().until(() -> {
                    held.forEach(one -> one.complete(Outcome.done(EchoWorker.ECHO)));
                    return read(results, answers).size() == REQUESTS;
                });
                read(results, answers);
            }
            assertThat(answers.values()).containsOnly(1);
            assertThat(longest).as("without a poll").isLessThan(PASS);
        } finally {
            kafka.close();
        }
    }

    private static ConditionFactory patiently() {
        return await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(60));
    }

    private static void ask(EmbeddedKafka kafka) {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrap());
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < REQUESTS; i++) {
                byte[] name = ("" + i).getBytes(UTF_8);
                var unused = producer.send(new ProducerRecord<>(EchoWorker.REQUESTS, name, name));
            }
        }
    }

    private static Map<String, Integer> read(KafkaConsumer<byte[], byte[]> results, Map<String, Integer> answers) {
        results.poll(Duration.ofMillis(100))
                .forEach(answer -> answers.merge(new String(answer.value(), UTF_8), 1, Integer::sum));
        return answers;
    }
}
