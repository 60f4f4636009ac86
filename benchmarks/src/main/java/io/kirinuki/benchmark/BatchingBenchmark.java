package io.kirinuki.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.image.Blob;
import io.kirinuki.image.FastPng;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.local.EmbeddedKafka;
import io.kirinuki.local.standin.MemoryStore;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How near the ledger brings Kafka Streams to the ceiling of its accelerator, and how near Streams comes alone: a
 * backlog over four partitions, exactly_once_v2, an accelerator of a fixed time per batch of at most 16. The peer is
 * the same worker with {@code flow.order=partition}, one image in flight per partition: what {@code process()} that
 * waits for its image gives at best, with as many threads as partitions.
 *
 * <p>Run: {@code benchmarks/run BatchingBenchmark}.
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
        Duration perBatch = Duration.ofMillis(20);
        double ceiling = LARGEST * 1000.0 / perBatch.toMillis();
        run("key", perBatch, 4_000); // warms the JIT, in this process as in a worker that has run a while
        for (int round = 1; round <= 3; round++) {
            Figures ledger = run("key", perBatch, 8_000);
            Figures one = run("partition", perBatch, 1_000);
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
                KafkaConsumer<byte[], byte[]> results = consumer(kafka)) {
            for (String topic : List.of("image-requests", "image-results", "image-failures")) {
                kafka.createTopic(topic, PARTITIONS, Map.of());
            }
            request(kafka, requests);
            results.assign(IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition("image-results", partition))
                    .toList());
            WorkerConfig config = ConfigReader.read(Optional.empty(), Map.of(), keys(kafka, folder, order))
                    .config();
            BatchListener counting = (name, size, capacity, ran) -> {
                batches.increment();
                images.add(size);
            };
            try (var worker = Wiring.start(config, new Parts(perBatch, counting))) {
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
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrap());
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < requests; i++) {
                String id = "image-" + i;
                byte[] value = Json.write(ImageRequest.of(id, Parts.PHOTO, "mask"));
                var unused = producer.send(
                        new ProducerRecord<>("image-requests", i % PARTITIONS, id.getBytes(UTF_8), value));
            }
        }
    }

    private static Map<String, String> keys(EmbeddedKafka kafka, Path folder, String order) {
        Map<String, String> keys = new HashMap<>();
        keys.put("kirinuki.kafka.bootstrap-servers", kafka.bootstrap());
        keys.put("kirinuki.kafka.state-dir", folder.resolve("state").toString());
        keys.put("kirinuki.kafka.stream-threads", "2");
        keys.put("kirinuki.flow.order", order);
        keys.put("kirinuki.store.endpoint", "http://memory");
        keys.put("kirinuki.store.access-key", "none");
        keys.put("kirinuki.store.secret-key", "none");
        keys.put("kirinuki.output.bucket", "artifacts");
        keys.put("kirinuki.output.reuse", "false"); // it is one photo, over and over
        keys.put("kirinuki.admin.port", "0");
        return keys;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(EmbeddedKafka kafka) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrap(),
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** An accelerator of a fixed time, and one small photo in memory: Kafka and the ledger are what is measured. */
    private record Parts(Duration perBatch, BatchListener listener) implements Wiring.Parts {
        static final ObjectRef PHOTO = ObjectRef.of("photos", "photo.png");

        @Override
        public ObjectStore store(StoreConfig config) {
            MemoryStore store = new MemoryStore();
            Blob photo = FastPng.encode(new PixelSize(32, 32), Picture.Layout.RGB, (y, row) -> {
                for (int i = 0; i < row.length; i++) row[i] = (byte) (i * y);
            });
            store.put(PHOTO, "image/png", photo);
            return store;
        }

        @Override
        public Models models(WorkerConfig config, int cores, BatchListener metrics, ModelListener changes) {
            return PacedModels.subject(perBatch, LARGEST, listener);
        }
    }
}
