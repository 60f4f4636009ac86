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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What one tenant's hundred thousand requests cost another's few, in the same lane and the same partitions: steady
 * requests of the small tenant at a tenth of what the accelerator can do, alone; behind the large one's, which came
 * before, without turns and with them; then both as fast as they can, with weights. The large one's lie in all
 * partitions in front of the small one's, and are not read when it begins. Latency is from sending a request to a
 * read_committed reader having its answer; told apart are those sent while the large
 * one's are read over, and after it.
 * The accelerator takes a fixed time per batch of at most 16.
 *
 * <p>Run: {@code benchmarks/run TenantsBenchmark [milliseconds per batch] [seconds per phase] [requests of the large]}.
 */
public final class TenantsBenchmark {
    private static final int PARTITIONS = 4;
    private static final int LARGEST = 16;
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final String TOPIC = "image-requests";
    private static final String LARGE = "large";
    private static final String SMALL = "small";

    /**
     * What was seen.
     *
     * @param readOver seconds until what lay behind the large one's in every partition was answered
     * @param small answers a second while it was measured; as {@code large}
     */
    private record Figures(
            double readOver, Latencies meanwhile, Latencies after, double unanswered, double small, double large) {}

    private TenantsBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Duration perBatch = Duration.ofMillis(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50);
        Duration phase = Duration.ofSeconds(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30);
        int backlog = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100_000;
        double ceiling = LARGEST * 1000.0 / perBatch.toMillis();
        double rate = ceiling / 10;
        Map<String, String> off = Map.of();
        Map<String, String> on = Map.of(
                "kirinuki.tenants.by",
                "header:tenant",
                "kirinuki.tenants.read-on",
                String.valueOf(backlog / PARTITIONS + 1_000));
        System.out.printf(
                Locale.ROOT,
                "%d ms a batch: %.0f/s at best; small %.0f/s, %d of the large in %d partitions%n",
                perBatch.toMillis(),
                ceiling,
                rate,
                backlog,
                PARTITIONS);
        run(perBatch, phase.dividedBy(3), rate, on, backlog / 20); // warms the JIT
        print("alone, without turns", run(perBatch, phase, rate, off, 0));
        Figures alone = run(perBatch, phase, rate, on, 0);
        print("alone", alone);
        print("behind the large one, without turns", run(perBatch, phase, rate, off, backlog));
        Figures beside = run(perBatch, phase, rate, on, backlog);
        print("behind the large one, with turns", beside);
        System.out.printf(
                Locale.ROOT,
                "allowed, 1.5 of alone and a batch: p50 %.0f ms, p99 %.0f ms%n",
                1.5 * alone.after().quantile(0.5) + perBatch.toMillis(),
                1.5 * alone.after().quantile(0.99) + perBatch.toMillis());
        Map<String, String> weighted = new HashMap<>(on);
        weighted.put("kirinuki.tenants.weights.large", "3");
        Figures both = run(perBatch, phase, 2 * ceiling, weighted, backlog);
        print("both saturating, the large one with a weight of 3", both);
        System.out.printf(
                Locale.ROOT,
                "share of the small one then, of a quarter that is its own: %.3f%n",
                both.small() / (both.small() + both.large()));
        System.exit(0);
    }

    private static void print(String name, Figures figures) {
        System.out.printf(
                Locale.ROOT,
                "%s: small %s (%.1f s while it was read over: %s), %.0f/s, %.0f unanswered; large %.0f/s%n",
                name,
                figures.after(),
                figures.readOver(),
                figures.meanwhile(),
                figures.small(),
                figures.unanswered(),
                figures.large());
    }

    /** Sends the small one's requests at a rate for a while, after all of the large one's have been sent. */
    private static Figures run(
            Duration perBatch, Duration phase, double rate, Map<String, String> settings, int backlog)
            throws Exception {
        Path folder = Files.createTempDirectory("tenants");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                KafkaConsumer<byte[], byte[]> results = Results.reader(kafka, PARTITIONS);
                KafkaProducer<byte[], byte[]> producer = PacedParts.producer(kafka)) {
            for (String topic : List.of(TOPIC, Results.TOPIC, "image-failures")) {
                kafka.createTopic(topic, PARTITIONS, Map.of());
            }
            Map<String, String> keys = PacedParts.keys(kafka, folder);
            keys.putAll(settings);
            WorkerConfig config =
                    ConfigReader.read(Optional.empty(), Map.of(), keys).config();
            for (int i = 0; i < PARTITIONS; i++) send(producer, SMALL, i, "first " + i);
            for (int i = 0; i < backlog; i++) send(producer, LARGE, i, "old " + i);
            for (int i = 0; i < PARTITIONS; i++) send(producer, SMALL, i, "mark " + i);
            producer.flush();
            try (var worker =
                    Wiring.start(config, new PacedParts(perBatch, LARGEST, (name, size, capacity, ran) -> {}))) {
                while (results.poll(Duration.ofMillis(50)).isEmpty()) Thread.onSpinWait();
                return measure(
                        results, producer, phase, rate, settings.containsKey("kirinuki.tenants.by"), backlog == 0);
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
            double rate,
            boolean readsOn,
            boolean readAlready) {
        List<Double> meanwhile = new ArrayList<>();
        List<Double> after = new ArrayList<>();
        int sent = 0;
        int large = 0;
        int small = 0;
        int marks = readAlready ? PARTITIONS : 0;
        long start = System.nanoTime();
        long end = start + phase.toNanos();
        long readOver = 0;
        // Those that are behind a backlog come late: for them, two seconds longer, and no longer.
        while (System.nanoTime() < end + 2_000_000_000L) {
            long now = System.nanoTime();
            if (readOver == 0 && marks == PARTITIONS) {
                readOver = now;
                end = now + phase.toNanos();
                large = 0;
                small = 0;
            } else if (readOver == 0 && readsOn && now - start < LONGEST.toNanos()) {
                end = now + phase.toNanos(); // it is after the reading that is measured
            }
            for (long due = (long) ((now - start) / 1e9 * rate); sent < due && now < end; sent++) {
                send(producer, SMALL, sent, "new " + System.nanoTime());
            }
            for (var record : results.poll(Duration.ofMillis(2))) {
                ImageAnswer answer = Json.readAnswer(record.value());
                boolean counted = System.nanoTime() < end;
                if (answer.requestId().startsWith("new ")) {
                    long asked = Long.parseLong(answer.requestId().substring("new ".length()));
                    double latency = (System.nanoTime() - asked) / 1e6;
                    boolean early = readOver == 0 || asked < readOver;
                    (early ? meanwhile : after).add(latency);
                    if (counted) small++;
                } else if (answer.requestId().startsWith("mark ")) {
                    marks++;
                } else if (counted) {
                    large++;
                }
            }
        }
        double seconds = phase.toNanos() / 1e9;
        return new Figures(
                readOver == 0 ? Double.NaN : (readOver - start) / 1e9,
                Latencies.of(meanwhile),
                Latencies.of(after),
                sent - meanwhile.size() - after.size(),
                small / seconds,
                large / seconds);
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String tenant, int i, String id) {
        byte[] value = Json.write(ImageRequest.of(id, PacedParts.PHOTO, "mask"));
        var record = new ProducerRecord<>(TOPIC, i % PARTITIONS, id.getBytes(UTF_8), value);
        record.headers().add("tenant", tenant.getBytes(UTF_8));
        var unused = producer.send(record);
    }
}
