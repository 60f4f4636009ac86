package io.kirinuki.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.local.EmbeddedStore;
import io.kirinuki.local.OneMachine;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.cli.Cli;
import io.kirinuki.worker.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A range of requests replayed twice: first with all to be done, by the real model on this machine, then with nothing
 * left to be done. Broker, store, worker and the command share the machine. Each request is of an object of its own;
 * their pictures are those of a folder, over and over. Prints the time of both and their ratio.
 *
 * <p>Run: {@code benchmarks/run ReplayBenchmark PHOTOS [requests]}; 20,000 need some minutes and 3 GB of disk.
 */
public final class ReplayBenchmark {
    private static final int PARTITIONS = 4;
    private static final String HISTORY = "requests-of-the-past";

    private ReplayBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        List<Path> photos = photos(Path.of(arguments[0]));
        int requests = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000;
        Path folder = Files.createTempDirectory("replay");
        try (OneMachine machine = OneMachine.start(folder.resolve("machine"), 0, 0)) {
            for (String topic :
                    List.of(HISTORY, "image-requests", "image-requests-backfill", "image-results", "image-failures")) {
                machine.kafka().createTopic(topic, PARTITIONS, Map.of());
            }
            upload(machine, photos, requests);
            request(machine, requests);
            Map<String, String> environment = environment(machine, folder);
            try (var worker = Wiring.start(
                    ConfigReader.read(Optional.empty(), environment, Map.of()).config())) {
                double first = replay(environment);
                double second = replay(environment);
                System.out.printf(
                        Locale.ROOT,
                        "%d requests: %.1f s (%.1f/s), then %.1f s (%.0f/s), which is %.1f times as fast%n",
                        requests,
                        first,
                        requests / first,
                        second,
                        requests / second,
                        first / second);
            }
        } finally {
            Folders.delete(folder);
        }
        System.exit(0);
    }

    /** Seconds of the whole command. */
    private static double replay(Map<String, String> environment) {
        long start = System.nanoTime();
        int exit =
                Cli.commandLine(Wiring::start, environment).execute("replay", "--from", "earliest", "--topic", HISTORY);
        if (exit != 0) throw new IllegalStateException("the replay ended with " + exit);
        return (System.nanoTime() - start) / 1e9;
    }

    private static List<Path> photos(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jpg"))
                    .sorted()
                    .toList();
        }
    }

    private static ObjectRef photo(int i) {
        return ObjectRef.of("photos", "photo-%05d.jpg".formatted(i));
    }

    private static void upload(OneMachine machine, List<Path> photos, int requests) throws Exception {
        machine.store().createBucket("photos");
        machine.store().createBucket("artifacts");
        List<byte[]> bytes = new ArrayList<>();
        for (Path photo : photos) bytes.add(Files.readAllBytes(photo));
        try (var store = new MinioStore(new StoreConfig(
                        machine.store().endpoint(),
                        EmbeddedStore.REGION,
                        EmbeddedStore.ACCESS_KEY,
                        EmbeddedStore.SECRET_KEY,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        8));
                var threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> uploads = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                ObjectRef target = photo(i);
                Blob photo = Blob.of(bytes.get(i % bytes.size()));
                uploads.add(threads.submit(
                        () -> store.put(target, "image/jpeg", photo).orThrow()));
            }
            for (Future<?> upload : uploads) upload.get();
        }
    }

    private static void request(OneMachine machine, int requests) {
        Map<String, Object> config = Map.of("bootstrap.servers", machine.kafka().bootstrap());
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < requests; i++) {
                byte[] key = photo(i).toString().getBytes(UTF_8);
                var unused = producer.send(new ProducerRecord<>(
                        HISTORY, key, Json.write(ImageRequest.of("image-" + i, photo(i), "cutout"))));
            }
        }
    }

    private static Map<String, String> environment(OneMachine machine, Path folder) {
        Map<String, String> environment = machine.environment(
                folder.resolve("state"), Path.of(System.getProperty("kirinuki.home", "."), "models"), "artifacts");
        environment.put("KIRINUKI_TOPICS_BACKFILL", "image-requests-backfill");
        return environment;
    }
}
