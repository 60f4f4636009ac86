package io.kirinuki.worker.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.batch.Traffic;
import io.kirinuki.local.EmbeddedKafka;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commits that time out in the middle of a load, upon which Streams calls their tasks corrupted and takes them up anew,
 * while a second worker comes and goes: no record is skipped, none is answered twice. Without {@link PausingConsumer#committed} some are skipped.
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
            for (String topic : List.of("requests", "results", "failures")) {
                kafka.createTopic(topic, PARTITIONS, Map.of());
            }
            Set<String> asked = new HashSet<>();
            try (Running first = worker(kafka, "first");
                    KafkaConsumer<byte[], byte[]> results = results(kafka)) {
                for (int round = 0; round < ROUNDS; round++) {
                    if (round % 3 == 1) {
                        try (Running second = worker(kafka, "second")) {
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
                read(results, Duration.ofSeconds(2)); // room for a double to show itself
            }
            assertThat(met.get()).as("commits that timed out").isGreaterThan(ROUNDS);
            assertThat(answers.keySet()).containsExactlyInAnyOrderElementsOf(asked);
            assertThat(answers)
                    .allSatisfy((value, times) -> assertThat(times).as(value).isEqualTo(1));
        }
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

    /** One worker of the group; closed as a worker is, with its ledgers handed over. */
    private record Running(KafkaStreams streams, Ledgers ledgers) implements AutoCloseable {
        @Override
        public void close() throws InterruptedException {
            ledgers.handOver(Duration.ofSeconds(5));
            streams.close();
        }
    }

    private Running worker(EmbeddedKafka kafka, String name) {
        Ledgers ledgers = new Ledgers(
                new LedgerConfig(
                        LedgerConfig.Order.KEY,
                        RetryPolicy.exponential(3, Duration.ofMillis(100), Duration.ofSeconds(1), 2.0, 0.0),
                        Duration.ofMillis(10),
                        Duration.ofMillis(500)),
                LedgerListener.NONE);
        KafkaStreams streams = new KafkaStreams(
                topology(ledgers),
                settings(kafka, name),
                new SlowCommits(new LedgerClients(ledgers, new Marks(16, 8)), ledgers));
        streams.setUncaughtExceptionHandler(thrown -> StreamThreadExceptionResponse.REPLACE_THREAD);
        streams.start();
        return new Running(streams, ledgers);
    }

    private static Topology topology(Ledgers ledgers) {
        Lane lane = Lane.of("requests", Traffic.LIVE, "results", "failures");
        var ledger = new LedgerSupplier<>(
                ledgers,
                lane,
                Intake.WHOLE,
                entry -> new CompletableFuture<Outcome<String>>()
                        .completeOnTimeout(Outcome.done("done"), 30, TimeUnit.MILLISECONDS),
                new Echo());
        var read = new ByteArrayDeserializer();
        var write = new ByteArraySerializer();
        Topology topology = new Topology()
                .addSource(lane.source(), read, read, lane.topic())
                .addProcessor(lane.inFlight(), ledger, lane.source());
        lane.sinks().forEach((sink, topic) -> topology.addSink(sink, topic, write, write, lane.inFlight()));
        return topology;
    }

    private Properties settings(EmbeddedKafka kafka, String name) {
        Properties p = new Properties();
        p.put("application.id", "corrupted");
        p.put("bootstrap.servers", kafka.bootstrap());
        p.put("processing.guarantee", "exactly_once_v2");
        p.put("commit.interval.ms", 100);
        p.put("poll.ms", 10);
        p.put("state.dir", folder.resolve(name).toString());
        p.put("replication.factor", 1);
        p.put("main.consumer.session.timeout.ms", 6000);
        p.put("main.consumer.max.poll.records", 32);
        return p;
    }

    private static KafkaConsumer<byte[], byte[]> results(EmbeddedKafka kafka) {
        var results = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition("results", partition))
                .toList();
        results.assign(partitions);
        results.seekToBeginning(partitions);
        return results;
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
            return new CommittingProducer(config, ledgers.custody().commits(), ledgers.limits()) {
                @Override
                public void commitTransaction() {
                    if (faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
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

    /** Answers with what was asked. */
    private static final class Echo implements Answers<String> {
        @Override
        public Record<byte[], byte[]> result(LedgerEntry entry, String success, Instant now) {
            return new Record<>(entry.key().orElse(null), entry.value().orElseThrow(), now.toEpochMilli());
        }

        @Override
        public List<String> sinks(String success) {
            return List.of("results");
        }

        @Override
        public Record<byte[], byte[]> failure(LedgerEntry entry, Failure failure, Instant now) {
            throw new AssertionError(failure + " of " + Optional.of(entry));
        }

        @Override
        public Record<byte[], byte[]> deadLetter(LedgerEntry entry, Failure failure, Instant now) {
            throw new AssertionError(failure + " of " + Optional.of(entry));
        }
    }
}
