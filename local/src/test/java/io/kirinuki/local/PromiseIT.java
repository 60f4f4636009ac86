package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.StoreConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: every request is answered exactly once to a read_committed reader, its artifacts complete, whatever
 * happens to the workers; and an image in trouble holds up no other. One worker is a static member that keeps its state
 * folder; the other a dynamic one that finds it empty whenever it starts, and so comes back as a stranger.
 */
class PromiseIT {
    private static final int REQUESTS = 2_000;
    private static final int PARTITIONS = 4;
    private static final int KILLS = 4;
    private static final int WORKERS = 2;
    private static final Duration TROUBLE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private int lives;
    private final Map<String, Integer> answers = new HashMap<>();
    private final Map<String, ImageAnswer> answered = new HashMap<>();

    @Test
    @Timeout(420)
    void everyRequestIsAnsweredOnceThroughKillsAndNoneWaitsForAnImageInTrouble() throws Exception {
        long seed = Long.getLong("promise.seed", System.nanoTime());
        System.out.println("PromiseIT seed " + seed + " (again: -Dpromise.seed=" + seed + ")");
        Random random = new Random(seed);
        try (OneMachine machine = OneMachine.start(folder.resolve("machine"), 0, 0);
                ObjectStore store = store(machine);
                KafkaConsumer<byte[], byte[]> results = consumer(machine)) {
            for (String topic : List.of("image-requests", "image-results", "image-failures")) {
                machine.kafka().createTopic(topic, PARTITIONS, Map.of());
            }
            machine.store().createBucket("photos");
            machine.store().createBucket("artifacts");
            results.assign(partitions("image-results"));
            List<String> keys = upload(store);
            long submitted = System.nanoTime();
            request(machine, keys);

            List<Process> workers = new ArrayList<>();
            try {
                for (int one = 0; one < WORKERS; one++) workers.add(startWorker(machine, one));
                int first = random.nextInt(WORKERS);
                for (int kill = 1; kill <= KILLS; kill++) {
                    int target = random.nextInt((kill - 1) * 450 + 100, kill * 450);
                    readUntil(results, target);
                    Thread.sleep(random.nextInt(300));
                    int one = (first + kill) % WORKERS;
                    System.out.printf("kill %d, of worker %d, at %d answers%n", kill, one, answered.size());
                    workers.get(one).destroyForcibly().waitFor(); // SIGKILL
                    workers.set(one, startWorker(machine, one));
                }
                // All but the image in trouble, which has been in trouble all the time.
                readUntil(results, REQUESTS - 1);
                assertThat(answered).doesNotContainKey(stubborn(keys));
                Duration sofar = Duration.ofNanos(System.nanoTime() - submitted);
                if (sofar.compareTo(TROUBLE) < 0) Thread.sleep(TROUBLE.minus(sofar));
                read(results, Duration.ofMillis(500));
                assertThat(answered).doesNotContainKey(stubborn(keys));
                Files.createFile(release());
                readUntil(results, REQUESTS);
                read(results, Duration.ofSeconds(3)); // room for a double to show itself
            } finally {
                for (Process worker : workers) worker.destroyForcibly().waitFor();
            }

            assertThat(answers)
                    .hasSize(REQUESTS)
                    .allSatisfy((id, times) -> assertThat(times).as(id).isEqualTo(1));
            assertThat(keys).allSatisfy(key -> assertComplete(store, answered.get(key)));
            assertThat(end(results, "image-failures")).as("dead letters").isZero();
            assertThat(((ImageResult) answered.get(stubborn(keys))).attempt()).isGreaterThan(5);
        }
    }

    private static String stubborn(List<String> keys) {
        return keys.stream()
                .filter(key -> key.contains(PacedWorker.STUBBORN))
                .findFirst()
                .orElseThrow();
    }

    /** Two thousand objects of 24x24 pixels, each of its own colour; the fiftieth will be in trouble. */
    private static List<String> upload(ObjectStore store) throws Exception {
        List<String> keys = IntStream.range(0, REQUESTS)
                .mapToObj(i -> (i == 50 ? PacedWorker.STUBBORN : "image") + "-" + i + ".png")
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < REQUESTS; i++) {
                ObjectRef target = ObjectRef.of("photos", keys.get(i));
                Blob picture = Pictures.plain(24, 24, i * 2654435761L);
                var unused = threads.submit(
                        () -> store.put(target, "image/png", picture).orThrow());
            }
        }
        return keys;
    }

    private static void request(OneMachine machine, List<String> keys) {
        Map<String, Object> config = Map.of("bootstrap.servers", machine.kafka().bootstrap());
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < keys.size(); i++) {
                String key = keys.get(i);
                byte[] value = Json.write(ImageRequest.of(key, ObjectRef.of("photos", key), "cutout-with-mask"));
                var unused = producer.send(
                        new ProducerRecord<>("image-requests", i % PARTITIONS, key.getBytes(UTF_8), value));
            }
        }
    }

    private Process startWorker(OneMachine machine, int one) throws IOException {
        boolean settled = one == 0;
        Path state = folder.resolve(settled ? "state" : "state-of-life-" + lives++);
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PacedWorker.class.getName());
        Map<String, String> environment = builder.environment();
        environment.put("KIRINUKI_KAFKA_BOOTSTRAP_SERVERS", machine.kafka().bootstrap());
        if (settled) environment.put("KIRINUKI_KAFKA_INSTANCE_ID", "worker-1");
        environment.put("KIRINUKI_KAFKA_STATE_DIR", state.toString());
        environment.put(
                "KIRINUKI_KAFKA_PROPERTIES_MAIN_CONSUMER_SESSION_TIMEOUT_MS", "4000"); // partitions rest so long
        environment.put("KIRINUKI_KAFKA_PROPERTIES_MAIN_CONSUMER_HEARTBEAT_INTERVAL_MS", "1000");
        environment.put("KIRINUKI_KAFKA_PROPERTIES_PRODUCER_TRANSACTION_TIMEOUT_MS", "4000"); // and restores so long
        environment.put("KIRINUKI_STORE_ENDPOINT", machine.store().endpoint().toString());
        environment.put("KIRINUKI_STORE_ACCESS_KEY", EmbeddedStore.ACCESS_KEY);
        environment.put("KIRINUKI_STORE_SECRET_KEY", EmbeddedStore.SECRET_KEY);
        environment.put("KIRINUKI_OUTPUT_BUCKET", "artifacts");
        environment.put("KIRINUKI_ADMIN_PORT", "0");
        environment.put("KIRINUKI_FLOW_RETRY_MAX_BACKOFF", "2s");
        environment.put("KIRINUKI_FLOW_RETRY_MAX_ATTEMPTS", "1000");
        environment.put(PacedWorker.RELEASE_VARIABLE, release().toString());
        File log = folder.resolve("worker.log").toFile();
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private Path release() {
        return folder.resolve("release");
    }

    private void readUntil(KafkaConsumer<byte[], byte[]> results, int count) throws IOException {
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (answered.size() < count) {
            read(results, Duration.ofMillis(100));
            if (System.nanoTime() > deadline) {
                throw new AssertionError("only %d of %d answers; the worker's log:%n%s"
                        .formatted(answered.size(), count, Files.readString(folder.resolve("worker.log"))));
            }
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> results, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        do {
            for (var record : results.poll(Duration.ofMillis(100))) {
                ImageAnswer answer = Json.readAnswer(record.value());
                answers.merge(answer.requestId(), 1, Integer::sum);
                answered.put(answer.requestId(), answer);
            }
        } while (System.nanoTime() < end);
    }

    private static void assertComplete(ObjectStore store, ImageAnswer answer) throws Exception {
        ImageResult result = (ImageResult) answer;
        assertThat(result.artifacts()).hasSize(2);
        for (ImageResult.Artifact artifact : result.artifacts()) {
            byte[] bytes = bytes(store, ObjectRef.of(artifact.bucket(), artifact.key()));
            assertThat(bytes).hasSize((int) artifact.bytes());
            assertThat(Blob.of(bytes).sha256()).isEqualTo(artifact.sha256());
        }
        assertThat(new String(bytes(store, result.sidecar()), UTF_8)).contains(result.fingerprint());
    }

    private static byte[] bytes(ObjectStore store, ObjectRef object) throws Exception {
        return Outcome.of(() -> {
                    try (var open = store.open(object).orThrow()) {
                        return open.read().orThrow();
                    }
                })
                .orThrow();
    }

    private static long end(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.endOffsets(partitions(topic)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    private static ObjectStore store(OneMachine machine) {
        return new MinioStore(new StoreConfig(
                machine.store().endpoint(),
                EmbeddedStore.REGION,
                EmbeddedStore.ACCESS_KEY,
                EmbeddedStore.SECRET_KEY,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                16));
    }

    private static KafkaConsumer<byte[], byte[]> consumer(OneMachine machine) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        machine.kafka().bootstrap(),
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
