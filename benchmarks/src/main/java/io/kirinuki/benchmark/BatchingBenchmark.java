package io.kirinuki.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.local.EmbeddedKafka;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How near the ledger brings Kafka Streams to the ceiling of its accelerator, and how near Streams comes alone: a
 * backlog over four partitions, exactly_once_v2, an accelerator of a fixed time per batch of at most 16. The peer is
 * the same worker with {@code flow.order=partition}, one image in flight per partition: what {@code process()} that
 * waits for its image gives at best, with as many threads as partitions.
 *
 * <p>Run: {@code benchmarks/run BatchingBenchmark}, or with the milliseconds that a batch takes, 20 where none are said.
 */
public final class BatchingBenchmark {
    private static final int PARTITIONS = 4;
    private static final int LARGEST = 16;

    /**
     * What was seen.
     *
     * @param perSecond answers a second to a read_committed reader, from the first quarter to the last answer
     */
    record Figures(double perSecond, double averageBatch) {}

    private BatchingBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Duration perBatch = Duration.ofMillis(arguments.length == 0 ? 20 : Long.parseLong(arguments[0]));
        double ceiling = LARGEST * 1000.0 / perBatch.toMillis();
        int requests = (int) Math.round(ceiling) * 10; // ten seconds of the accelerator
        run("key", perBatch, requests / 2); // warms the JIT, in this process as in a worker that has run a while
        for (int round = 1; round <= 3; round++) {
            Figures ledger = run("key", perBatch, requests);
            Figures one = run("partition", perBatch, requests / 8);
            System.out.printf(
                    Locale.ROOT,
                    "round %d: ledger %.0f/s (%.0f %% of %.0f), average batch %.1f | one per partition %.0f/s, average"
                            + " batch %.1f | ratio %.1f%n",
                    round,
                    ledger.perSecond(),
                    100 * ledger.perSecond() / ceiling,
                    ceiling,
                    ledger.averageBatch(),
                    one.perSecond(),
                    one.averageBatch(),
                    ledger.perSecond() / one.perSecond());
        }
        System.exit(0);
    }

    /** Answers so many requests and gives the figures. */
    static Figures run(String order, Duration perBatch, int requests) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("batching");
        LongAdder batches = new LongAdder();
        LongAdder images = new LongAdder();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                KafkaConsumer<byte[], byte[]> results = Results.reader(kafka, PARTITIONS)) {
            for (String topic : List.of("image-requests", Results.TOPIC, "image-failures")) {
                kafka.createTopic(topic, PARTITIONS, Map.of());
            }
            request(kafka, requests);
            Map<String, String> keys = PacedParts.keys(kafka, folder);
            keys.put("kirinuki.kafka.stream-threads", "2");
            keys.put("kirinuki.flow.order", order);
            WorkerConfig config =
                    ConfigReader.read(Optional.empty(), Map.of(), keys).config();
            BatchListener counting = (name, size, capacity, ran) -> {
                batches.increment();
                images.add(size);
            };
            try (var worker = Wiring.start(config, new PacedParts(perBatch, LARGEST, counting))) {
                double perSecond = rate(results, requests);
                return new Figures(perSecond, images.doubleValue() / batches.doubleValue());
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private static double rate(KafkaConsumer<byte[], byte[]> results, int requests) {
        int answered = 0;
        int from = 0;
        long start = 0;
        while (answered < requests) {
            answered += results.poll(Duration.ofMillis(50)).count();
            if (start == 0 && answered >= requests / 4) {
                start = System.nanoTime();
                from = answered;
            }
        }
        return (answered - from) / ((System.nanoTime() - start) / 1e9);
    }

    private static void request(EmbeddedKafka kafka, int requests) {
        try (var producer = PacedParts.producer(kafka)) {
            for (int i = 0; i < requests; i++) {
                String id = "image-" + i;
                byte[] value = Json.write(ImageRequest.of(id, PacedParts.PHOTO, "mask"));
                var unused = producer.send(
                        new ProducerRecord<>("image-requests", i % PARTITIONS, id.getBytes(UTF_8), value));
            }
        }
    }
}
