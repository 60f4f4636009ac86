package io.kirinuki.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.local.EmbeddedKafka;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a backfill without end costs live requests: steady live requests at a third of what the accelerator can do, alone
 * and beside a backlog of backfill, and what backfill gets of it; then both as fast as they can. Live latency is from
 * sending a request to a read_committed reader having its answer. The accelerator takes a fixed time per batch of at
 * most 16. The peer is one line for all: the same backlog in the live requests' own topic.
 *
 * <p>Run: {@code benchmarks/run LanesBenchmark [milliseconds per batch] [seconds per phase]}.
 */
public final class LanesBenchmark {
    private static final int PARTITIONS = 4;
    private static final int LARGEST = 16;
    private static final String LIVE = "image-requests";
    private static final String BACKFILL = "image-requests-backfill";

    /** Of live requests: latencies in milliseconds; and answers a second of both kinds while live ones were sent. */
    record Figures(double half, double most, double livePerSecond, double backfillPerSecond) {}

    private LanesBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Duration perBatch = Duration.ofMillis(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50);
        Duration phase = Duration.ofSeconds(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15);
        double ceiling = LARGEST * 1000.0 / perBatch.toMillis();
        double rate = ceiling / 3;
        int backlog = (int) (2 * ceiling * phase.toSeconds());
        System.out.printf(
                Locale.ROOT, "%d ms a batch: %.0f/s at best; live %.0f/s%n", perBatch.toMillis(), ceiling, rate);
        run(perBatch, phase.dividedBy(3), rate, BACKFILL, backlog / 3); // warms the JIT
        Figures alone = run(perBatch, phase, rate, BACKFILL, 0);
        print("live alone", alone);
        Figures beside = run(perBatch, phase, rate, BACKFILL, backlog);
        print("beside a saturating backfill", beside);
        System.out.printf(
                Locale.ROOT,
                "allowed, 1.5 of alone and a batch: p50 %.0f ms, p99 %.0f ms%n",
                1.5 * alone.half() + perBatch.toMillis(),
                1.5 * alone.most() + perBatch.toMillis());
        Figures both = run(perBatch, phase, 3 * ceiling, BACKFILL, backlog);
        print("both saturating", both);
        System.out.printf(
                Locale.ROOT,
                "backfill's share then: %.3f%n",
                both.backfillPerSecond() / (both.livePerSecond() + both.backfillPerSecond()));
        print("one line for all", run(perBatch, phase, rate, LIVE, backlog / 4));
        System.exit(0);
    }

    private static void print(String name, Figures figures) {
        System.out.printf(
                Locale.ROOT,
                "%s: live p50 %.0f ms, p99 %.0f ms, %.0f/s; backfill %.0f/s%n",
                name,
                figures.half(),
                figures.most(),
                figures.livePerSecond(),
                figures.backfillPerSecond());
    }

    /** Sends live requests at a rate for a while, after a backlog has been sent to a topic and the first of it answered. */
    static Figures run(Duration perBatch, Duration phase, double rate, String backlogTopic, int backlog)
            throws Exception {
        Path folder = Files.createTempDirectory("lanes");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                KafkaConsumer<byte[], byte[]> results = Results.reader(kafka, PARTITIONS);
                KafkaProducer<byte[], byte[]> producer = PacedParts.producer(kafka)) {
            for (String topic : List.of(LIVE, BACKFILL, Results.TOPIC, "image-failures")) {
                kafka.createTopic(topic, PARTITIONS, Map.of());
            }
            Map<String, String> keys = PacedParts.keys(kafka, folder);
            keys.put("kirinuki.topics.backfill", BACKFILL);
            WorkerConfig config =
                    ConfigReader.read(Optional.empty(), Map.of(), keys).config();
            for (int i = 0; i < backlog; i++) send(producer, backlogTopic, i, "old " + i);
            send(producer, LIVE, 0, "first");
            producer.flush();
            try (var worker =
                    Wiring.start(config, new PacedParts(perBatch, LARGEST, (name, size, capacity, ran) -> {}))) {
                while (results.poll(Duration.ofMillis(50)).isEmpty()) Thread.onSpinWait();
                return measure(results, producer, phase, rate);
            }
        } finally {
            Folders.delete(folder);
        }
    }

    /** One thread sends what is due and reads what is there, every few milliseconds. */
    private static Figures measure(
            KafkaConsumer<byte[], byte[]> results,
            KafkaProducer<byte[], byte[]> producer,
            Duration phase,
            double rate) {
        List<Double> latencies = new ArrayList<>();
        int sent = 0;
        int live = 0;
        int backfill = 0;
        long start = System.nanoTime();
        long end = start + phase.toNanos();
        // Behind a backlog of their own topic live answers come late: for those, as long again and no longer.
        while (System.nanoTime() < end || (latencies.isEmpty() && System.nanoTime() < end + phase.toNanos())) {
            long now = System.nanoTime();
            for (long due = (long) ((now - start) / 1e9 * rate); sent < due && now < end; sent++) {
                send(producer, LIVE, sent, "new " + System.nanoTime());
            }
            for (var record : results.poll(Duration.ofMillis(2))) {
                ImageAnswer answer = Json.readAnswer(record.value());
                boolean counted = System.nanoTime() < end;
                if (answer.requestId().startsWith("new ")) {
                    long asked = Long.parseLong(answer.requestId().substring("new ".length()));
                    latencies.add((System.nanoTime() - asked) / 1e6);
                    if (counted) live++;
                } else if (counted) {
                    backfill++;
                }
            }
        }
        Latencies sorted = Latencies.of(latencies);
        double seconds = phase.toNanos() / 1e9;
        return new Figures(sorted.quantile(0.5), sorted.quantile(0.99), live / seconds, backfill / seconds);
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, int i, String id) {
        byte[] value = Json.write(ImageRequest.of(id, PacedParts.PHOTO, "mask"));
        var unused = producer.send(new ProducerRecord<>(topic, i % PARTITIONS, id.getBytes(UTF_8), value));
    }
}
