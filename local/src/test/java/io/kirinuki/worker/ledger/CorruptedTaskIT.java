package io.kirinuki.worker.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.local.EmbeddedKafka;
import io.kirinuki.outcome.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commits that time out in the middle of a load, upon which Streams calls their tasks corrupted and takes them up anew,
 * while a second worker comes and goes: no record is skipped, none is answered twice, and no ticking of a former life goes
 * on. Without {@link PausingConsumer#committed} some are skipped.
 */
class CorruptedTaskIT {
    private static final int PARTITIONS = 3;
    private static final int ROUNDS = 12;
    private static final int PER_ROUND = 150;

    @TempDir
    private Path folder;

    private final Random random = new Random();
    /** How many commits are still to time out. */
    private final AtomicInteger faults = new AtomicInteger();

    private final AtomicInteger met = new AtomicInteger();
    private final Map<String, Integer> answers = new HashMap<>();

    @Test
    @Timeout(240)
    void noRecordIsSkippedOrDoubledWhereTasksAreCalledCorrupted() throws Exception {
        long seed = Long.getLong("corrupted.seed", System.nanoTime());
        System.out.println("CorruptedTaskIT seed " + seed + " (again: -Dcorrupted.seed=" + seed + ")");
        random.setSeed(seed);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
            EchoWorker.makeTopics(kafka, PARTITIONS);
            Set<String> asked = new HashSet<>();
            try (EchoWorker first = worker(kafka, "first");
                    KafkaConsumer<byte[], byte[]> results = EchoWorker.results(kafka, PARTITIONS)) {
                for (int round = 0; round < ROUNDS; round++) {
                    if (round % 3 == 1) {
                        try (EchoWorker second = worker(kafka, "second")) {
                            ask(kafka, round, asked);
                            readUntil(results, asked, asked.size() - random.nextInt(PER_ROUND));
                        }
                    } else {
                        ask(kafka, round, asked);
                        // Mostly the next round begins while this one is under way.
                        readUntil(results, asked, asked.size() - random.nextInt(PER_ROUND));
                    }
                }
                readUntil(results, asked, asked.size());
                await().until(() -> first.ledgers().inFlight().total() == 0);
                double ticks = first.counted("punctuate-total");
                double commits = first.counted("commit-total");
                read(results, Duration.ofSeconds(2)); // room for a double to show itself
                assertThat(first.counted("punctuate-total") - ticks)
                        .as("ticks of a worker with nothing in flight, whose tasks began anew %s times", met)
                        .isLessThan(20);
                assertThat(first.counted("commit-total") - commits)
                        .as("commits of it")
                        .isLessThan(4);
            }
            assertThat(met.get()).as("commits that timed out").isGreaterThan(ROUNDS);
            assertThat(answers.keySet()).containsExactlyInAnyOrderElementsOf(asked);
            assertThat(answers)
                    .allSatisfy((value, times) -> assertThat(times).as(value).isEqualTo(1));
        }
    }

    private EchoWorker worker(EmbeddedKafka kafka, String name) {
        return EchoWorker.start(
                kafka,
                folder.resolve(name),
                Map.of("main.consumer.session.timeout.ms", 6000),
                entry -> new CompletableFuture<Outcome<String>>()
                        .completeOnTimeout(Outcome.done("done"), 30, TimeUnit.MILLISECONDS),
                ledgers -> new SlowCommits(new LedgerClients(ledgers, new Marks(16, 8)), ledgers));
    }

    private void ask(EmbeddedKafka kafka, int round, Set<String> asked) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrap());
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < PER_ROUND; i++) {
                int partition = random.nextInt(PARTITIONS);
                if (i % 30 == 0) faults.incrementAndGet();
                String value = partition + ":" + round + ":" + i;
                asked.add(value);
                byte[] key = ("key-" + random.nextInt(40)).getBytes(UTF_8);
                var unused = producer.send(new ProducerRecord<>("requests", partition, key, value.getBytes(UTF_8)));
                if (i % 10 == 0) Thread.sleep(random.nextInt(20));
            }
        }
    }

    private void readUntil(KafkaConsumer<byte[], byte[]> results, Set<String> asked, int count) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (answers.size() < count) {
            read(results, Duration.ofMillis(50));
            if (System.nanoTime() > deadline) {
                Set<String> missing = new TreeSet<>(asked);
                missing.removeAll(answers.keySet());
                throw new AssertionError("after %d faults %d of %d answers; missing: %s"
                        .formatted(met.get(), answers.size(), asked.size(), missing));
            }
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> results, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        do {
            for (var record : results.poll(Duration.ofMillis(50))) {
                answers.merge(new String(record.value(), UTF_8), 1, Integer::sum);
            }
        } while (System.nanoTime() < end);
    }

    /** Clients whose producers' commits may time out. */
    private final class SlowCommits implements KafkaClientSupplier {
        private final KafkaClientSupplier others;
        private final Ledgers ledgers;

        SlowCommits(KafkaClientSupplier others, Ledgers ledgers) {
            this.others = others;
            this.ledgers = ledgers;
        }

        @Override
        public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
            return new CommittingProducer(config, ledgers.custody(), ledgers.limits()) {
                // A commit that timed out and is not tried again cannot be aborted, which ends the thread.
                private boolean timedOut;

                @Override
                public void commitTransaction() {
                    timedOut = !timedOut && faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                    if (timedOut) {
                        met.incrementAndGet();
                        throw new TimeoutException("the broker is slow");
                    }
                    super.commitTransaction();
                }
            };
        }

        @Override
        public Admin getAdmin(Map<String, Object> config) {
            return others.getAdmin(config);
        }

        @Override
        public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
            return others.getConsumer(config);
        }

        @Override
        public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
            return others.getRestoreConsumer(config);
        }

        @Override
        public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
            return others.getGlobalConsumer(config);
        }
    }
}
