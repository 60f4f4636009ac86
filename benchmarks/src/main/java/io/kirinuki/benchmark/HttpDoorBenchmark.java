package io.kirinuki.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.local.EmbeddedStore;
import io.kirinuki.local.OneMachine;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.Worker;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the HTTP door adds to the topic: the same pictures, each new, once by a client of Kafka and S3 (put, send, read the
 * answer, get the artifact) and once by {@code POST /v1/images}, one at a time for the latency and sixteen at a time for
 * the rate. Broker, store, worker and clients share the machine; the model takes 5 ms a batch.
 *
 * <p>Run: {@code benchmarks/run HttpDoorBenchmark [pictures]}.
 */
public final class HttpDoorBenchmark {
    private static final int PARTITIONS = 4;
    private static final int AT_A_TIME = 16;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final PixelSize SIZE = new PixelSize(256, 192);

    private HttpDoorBenchmark() {}

    private record Parts() implements Wiring.Parts {
        @Override
        public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
            return PacedModels.subject(Duration.ofMillis(5), AT_A_TIME, batches);
        }
    }

    public static void main(String[] arguments) throws Exception {
        int pictures = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300;
        Path folder = Files.createTempDirectory("http-door");
        try (OneMachine machine = OneMachine.start(folder.resolve("machine"), 0, 0)) {
            machine.store().createBucket("photos");
            machine.store().createBucket("artifacts");
            for (String topic : List.of("image-requests", "image-results", "image-failures")) {
                machine.kafka().createTopic(topic, PARTITIONS, Map.of());
            }
            try (Worker worker = Wiring.start(
                            ConfigReader.read(Optional.empty(), Map.of(), keys(machine, folder))
                                    .config(),
                            new Parts());
                    Asking http = new Http(worker.httpPort().orElseThrow());
                    Asking topic = new Topic(machine)) {
                for (Asking way : List.of(topic, http)) measure(way, Math.min(pictures, 100), 1); // warm
                for (int round = 0; round < 2; round++) {
                    for (Asking way : List.of(topic, http)) print(way, measure(way, pictures, 1), 1);
                    for (Asking way : List.of(topic, http))
                        print(way, measure(way, 3 * pictures, AT_A_TIME), AT_A_TIME);
                }
            }
        } finally {
            Folders.delete(folder);
        }
        System.exit(0);
    }

    private static Map<String, String> keys(OneMachine machine, Path folder) {
        Map<String, String> keys = new HashMap<>();
        keys.put("kirinuki.kafka.bootstrap-servers", machine.kafka().bootstrap());
        keys.put("kirinuki.kafka.state-dir", folder.resolve("state").toString());
        keys.put("kirinuki.kafka.replication-factor", "1");
        keys.put("kirinuki.store.endpoint", machine.store().endpoint().toString());
        keys.put("kirinuki.store.access-key", EmbeddedStore.ACCESS_KEY);
        keys.put("kirinuki.store.secret-key", EmbeddedStore.SECRET_KEY);
        keys.put("kirinuki.output.bucket", "artifacts");
        keys.put("kirinuki.admin.port", "0");
        keys.put("kirinuki.http.enabled", "true");
        keys.put("kirinuki.http.open", "true");
        keys.put("kirinuki.http.port", "0");
        keys.put("kirinuki.http.rate", "0");
        keys.put("kirinuki.http.uploads.bucket", "photos");
        return keys;
    }

    /** A way to have a picture cut out. */
    private interface Asking extends AutoCloseable {
        String name();

        /** Returns with the cut-out's bytes had. */
        void cutout(byte[] picture) throws Exception;

        @Override
        void close();
    }

    /** Each picture's time, sorted. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Measured(long[] nanos, double seconds) {
        double millis(double share) {
            return nanos[(int) Math.min(nanos.length - 1L, Math.round(share * nanos.length))] / 1e6;
        }
    }

    /** Each picture of other bytes, so that nothing is done already. */
    private static byte[] picture() {
        int number = NEXT.incrementAndGet();
        return FastPng.encode(SIZE, Picture.Layout.RGB, (y, row) -> {
                    for (int i = 0; i < row.length; i++) row[i] = (byte) (i * y + number * 31 + (number >> 3) * i);
                })
                .bytes();
    }

    private static Measured measure(Asking way, int pictures, int atATime) throws Exception {
        List<byte[]> all = IntStream.range(0, pictures).mapToObj(i -> picture()).toList();
        long[] nanos = new long[pictures];
        AtomicInteger next = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(atATime);
        long start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(atATime)) {
            for (int thread = 0; thread < atATime; thread++) {
                var unused = threads.submit(() -> {
                    try {
                        for (int i = next.getAndIncrement(); i < pictures; i = next.getAndIncrement()) {
                            long began = System.nanoTime();
                            way.cutout(all.get(i));
                            nanos[i] = System.nanoTime() - began;
                        }
                    } finally {
                        ended.countDown();
                    }
                    return null;
                });
            }
            ended.await();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(nanos);
        return new Measured(nanos, seconds);
    }

    private static void print(Asking way, Measured measured, int atATime) {
        System.out.printf(
                Locale.ROOT,
                "%-5s %2d at a time: p50 %6.1f ms, p99 %6.1f ms, %6.1f images/s%n",
                way.name(),
                atATime,
                measured.millis(0.5),
                measured.millis(0.99),
                measured.nanos().length / measured.seconds());
    }

    private static final class Http implements Asking {
        private final HttpClient client = HttpClient.newHttpClient();
        private final URI address;

        private Http(int port) {
            address = URI.create("http://127.0.0.1:%d/v1/images?pipeline=cutout".formatted(port));
        }

        @Override
        public String name() {
            return "HTTP";
        }

        @Override
        public void cutout(byte[] picture) throws Exception {
            var answer = client.send(
                    HttpRequest.newBuilder(address)
                            .header("Content-Type", "image/png")
                            .header("Accept", "image/png")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(picture))
                            .build(),
                    BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) throw new IllegalStateException(new String(answer.body(), UTF_8));
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** As an upstream does it that wants the picture back. */
    private static final class Topic implements Asking {
        private final MinioStore store;
        private final KafkaProducer<byte[], byte[]> producer;
        private final Map<String, CountDownLatch> waiting = new ConcurrentHashMap<>();
        private final Map<String, ObjectRef> made = new ConcurrentHashMap<>();
        private final Thread reader;
        private volatile boolean closed;

        private Topic(OneMachine machine) {
            store = new MinioStore(new StoreConfig(
                    machine.store().endpoint(),
                    EmbeddedStore.REGION,
                    EmbeddedStore.ACCESS_KEY,
                    EmbeddedStore.SECRET_KEY,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    2 * AT_A_TIME));
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", machine.kafka().bootstrap(), "linger.ms", 0),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            reader = Thread.ofPlatform().daemon(true).start(() -> read(machine));
        }

        private void read(OneMachine machine) {
            try (var results = Results.reader(machine.kafka(), PARTITIONS)) {
                while (!closed) {
                    results.poll(Duration.ofMillis(200)).forEach(record -> {
                        CountDownLatch latch = waiting.get(new String(record.key(), UTF_8));
                        if (latch == null) return;
                        var answer = Json.MAPPER
                                .readTree(record.value())
                                .get("artifacts")
                                .get(0);
                        made.put(
                                new String(record.key(), UTF_8),
                                ObjectRef.of(
                                        answer.get("bucket").asString(),
                                        answer.get("key").asString()));
                        latch.countDown();
                    });
                }
            }
        }

        @Override
        public String name() {
            return "topic";
        }

        @Override
        public void cutout(byte[] picture) throws Exception {
            Blob blob = Blob.of(picture);
            ObjectRef photo = ObjectRef.of("photos", "topic/" + blob.sha256() + ".png");
            CountDownLatch latch = new CountDownLatch(1);
            waiting.put(photo.key(), latch);
            store.put(photo, "image/png", blob).orThrow();
            byte[] request = Json.write(ImageRequest.of(photo.key(), photo, "cutout"));
            producer.send(new ProducerRecord<>("image-requests", photo.key().getBytes(UTF_8), request))
                    .get();
            latch.await();
            waiting.remove(photo.key());
            try (var open = store.open(made.remove(photo.key())).orThrow()) {
                open.read().orThrow();
            }
        }

        @Override
        public void close() {
            closed = true;
            try {
                reader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            producer.close();
            store.close();
        }
    }
}
