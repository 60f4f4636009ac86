package io.kirinuki.worker.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.batch.Traffic;
import io.kirinuki.local.EmbeddedKafka;
import io.kirinuki.outcome.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.Record;

/** A worker of a ledger and nothing else, which answers with what was asked or what its attempt says; closed as a worker is, its ledger handed over. */
record EchoWorker(KafkaStreams streams, Ledgers ledgers) implements AutoCloseable {
    static final String GROUP = "echo";
    static final String REQUESTS = "requests";
    static final String RESULTS = "results";
    static final String FAILURES = "failures";
    /** The success that is answered with what was asked; any other is the answer itself. */
    static final String ECHO = "done";

    /** Topics that the workers need. */
    static void makeTopics(EmbeddedKafka kafka, int partitions) throws Exception {
        for (String topic : List.of(REQUESTS, RESULTS, FAILURES)) kafka.createTopic(topic, partitions, Map.of());
    }

    static EchoWorker start(
            EmbeddedKafka kafka,
            Path state,
            Map<String, Object> settings,
            Attempt<String> attempt,
            Function<Ledgers, KafkaClientSupplier> clients) {
        Ledgers ledgers = new Ledgers(
                new LedgerConfig(
                        LedgerConfig.Order.KEY,
                        RetryPolicy.exponential(3, Duration.ofMillis(100), Duration.ofSeconds(1), 2.0, 0.0),
                        Duration.ofMillis(10),
                        Duration.ofMillis(500)),
                LedgerListener.NONE);
        Properties all = settings(kafka, state);
        all.putAll(settings);
        KafkaStreams streams = new KafkaStreams(topology(ledgers, attempt), all, clients.apply(ledgers));
        streams.setUncaughtExceptionHandler(thrown -> StreamThreadExceptionResponse.REPLACE_THREAD);
        streams.start();
        return new EchoWorker(streams, ledgers);
    }

    private static Topology topology(Ledgers ledgers, Attempt<String> attempt) {
        Lane lane = Lane.of(REQUESTS, Traffic.LIVE, RESULTS, FAILURES);
        var ledger = new LedgerSupplier<>(ledgers, lane, Intake.WHOLE, attempt, new Echo());
        var read = new ByteArrayDeserializer();
        var write = new ByteArraySerializer();
        Topology topology = new Topology()
                .addSource(lane.source(), read, read, lane.topic())
                .addProcessor(lane.inFlight(), ledger, lane.source());
        lane.sinks().forEach((sink, topic) -> topology.addSink(sink, topic, write, write, lane.inFlight()));
        return topology;
    }

    private static Properties settings(EmbeddedKafka kafka, Path state) {
        Properties p = new Properties();
        p.put("application.id", GROUP);
        p.put("bootstrap.servers", kafka.bootstrap());
        p.put("processing.guarantee", "exactly_once_v2");
        p.put("commit.interval.ms", 100);
        p.put("poll.ms", 10);
        p.put("state.dir", state.toString());
        p.put("replication.factor", 1);
        p.put("main.consumer.max.poll.records", 32);
        return p;
    }

    /** Reads what is committed, from the beginning. */
    static KafkaConsumer<byte[], byte[]> results(EmbeddedKafka kafka, int partitions) {
        return reader(kafka, List.of(RESULTS), partitions);
    }

    static KafkaConsumer<byte[], byte[]> reader(EmbeddedKafka kafka, List<String> topics, int partitions) {
        var results = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = topics.stream()
                .flatMap(topic ->
                        IntStream.range(0, partitions).mapToObj(partition -> new TopicPartition(topic, partition)))
                .toList();
        results.assign(all);
        results.seekToBeginning(all);
        return results;
    }

    /** All that its stream threads have counted under that name. */
    double counted(String name) {
        return streams.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().group().equals("stream-thread-metrics"))
                .filter(metric -> metric.getKey().name().equals(name))
                .mapToDouble(metric -> ((Number) metric.getValue().metricValue()).doubleValue())
                .sum();
    }

    @Override
    public void close() throws InterruptedException {
        ledgers.handOver(Duration.ofSeconds(5));
        streams.close();
    }

    private static final class Echo implements Answers<String> {
        @Override
        public Record<byte[], byte[]> result(LedgerEntry entry, String success, Instant now) {
            byte[] value = success.equals(ECHO) ? entry.value().orElseThrow() : success.getBytes(UTF_8);
            return new Record<>(entry.key().orElse(null), value, now.toEpochMilli());
        }

        @Override
        public List<String> sinks(String success) {
            return List.of(RESULTS);
        }

        @Override
        public Record<byte[], byte[]> failure(LedgerEntry entry, Failure failure, Instant now) {
            String words = failure.name() + ": " + failure.message();
            return new Record<>(entry.key().orElse(null), words.getBytes(UTF_8), now.toEpochMilli());
        }

        @Override
        public Record<byte[], byte[]> deadLetter(LedgerEntry entry, Failure failure, Instant now) {
            return new Record<>(entry.key().orElse(null), entry.value().orElse(null), now.toEpochMilli());
        }
    }
}
