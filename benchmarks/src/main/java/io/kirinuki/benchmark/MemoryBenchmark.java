package io.kirinuki.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.benchmark.contest.Child;
import io.kirinuki.benchmark.contest.Systems;
import io.kirinuki.image.Blob;
import io.kirinuki.local.EmbeddedStore;
import io.kirinuki.local.OneMachine;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * What 500 images of 12 megapixels cost a production worker in memory: a process of its own under {@code -Xmx512m}, the
 * real model, {@code cutout}, broker and store in this process. Prints its resident memory, at its peak and every
 * hundred images.
 *
 * <p>Run: {@code benchmarks/run MemoryBenchmark} on Linux; needs 12 GB of disk for a while.
 */
public final class MemoryBenchmark {
    private static final int IMAGES = 500;
    private static final int DISTINCT = 5;
    private static final int PARTITIONS = 4;

    private MemoryBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("memory");
        try (OneMachine machine = OneMachine.start(folder.resolve("machine"), 0, 0);
                var results = new KafkaConsumer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers", machine.kafka().bootstrap(),
                                "isolation.level", "read_committed",
                                "auto.offset.reset", "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            for (String topic : List.of("image-requests", "image-results", "image-failures")) {
                machine.kafka().createTopic(topic, PARTITIONS, Map.of());
            }
            upload(machine);
            request(machine);
            results.assign(IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition("image-results", partition))
                    .toList());
            try (Child worker = worker(machine, folder)) {
                watch(results, worker);
            }
        } finally {
            Folders.delete(folder);
        }
        System.exit(0);
    }

    private static void watch(KafkaConsumer<byte[], byte[]> results, Child worker) {
        long start = System.nanoTime();
        int done = 0;
        int failed = 0;
        while (done + failed < IMAGES) {
            worker.mustRun();
            for (var record : results.poll(Duration.ofMillis(200))) {
                ImageAnswer answer = Json.readAnswer(record.value());
                if (answer instanceof ImageResult) done++;
                else failed++;
                if ((done + failed) % 100 == 0) {
                    double seconds = (System.nanoTime() - start) / 1e9;
                    System.out.printf(
                            Locale.ROOT,
                            "%d done, %d failed after %.0f s; resident %d MiB, peak %d MiB%n",
                            done,
                            failed,
                            seconds,
                            worker.residentMebibytes(),
                            worker.peakMebibytes());
                }
            }
        }
    }

    private static void upload(OneMachine machine) throws Exception {
        machine.store().createBucket("photos");
        machine.store().createBucket("artifacts");
        try (var store = new MinioStore(new StoreConfig(
                machine.store().endpoint(),
                EmbeddedStore.REGION,
                EmbeddedStore.ACCESS_KEY,
                EmbeddedStore.SECRET_KEY,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                8))) {
            for (int i = 0; i < DISTINCT; i++)
                store.put(photo(i), "image/jpeg", Blob.of(draw(i))).orThrow();
        }
    }

    private static ObjectRef photo(int i) {
        return ObjectRef.of("photos", "photo-" + i % DISTINCT + ".jpg");
    }

    /** A 4000x3000 JPEG: a dark body on light ground, under the noise of a sensor. */
    private static byte[] draw(int seed) {
        Random random = new Random(seed);
        try (Mat photo = new Mat(3000, 4000, opencv_core.CV_8UC3, new Scalar(210, 200, 190, 0));
                Mat noise = new Mat(3000, 4000, opencv_core.CV_8UC3);
                Mat mean = new Mat(1, 1, opencv_core.CV_64FC1, new Scalar(8));
                Mat deviation = new Mat(1, 1, opencv_core.CV_64FC1, new Scalar(6));
                BytePointer jpeg = new BytePointer()) {
            var colour = new Scalar(random.nextInt(120), random.nextInt(120), random.nextInt(120), 0);
            opencv_imgproc.circle(photo, new Point(2000, 1500), 900 + random.nextInt(300), colour, -1, 8, 0);
            opencv_core.randn(noise, mean, deviation);
            opencv_core.add(photo, noise, photo);
            opencv_imgcodecs.imencode(".jpg", photo, jpeg);
            byte[] bytes = new byte[(int) jpeg.limit()];
            jpeg.get(bytes);
            return bytes;
        }
    }

    private static void request(OneMachine machine) {
        Map<String, Object> config = Map.of("bootstrap.servers", machine.kafka().bootstrap());
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < IMAGES; i++) {
                String id = "image-" + i;
                var unused = producer.send(new ProducerRecord<>(
                        "image-requests",
                        i % PARTITIONS,
                        id.getBytes(UTF_8),
                        Json.write(ImageRequest.of(id, photo(i), "cutout"))));
            }
        }
    }

    private static Child worker(OneMachine machine, Path folder) throws IOException {
        Path home = Path.of(System.getProperty("kirinuki.home"));
        Map<String, String> environment = Systems.workerEnvironment(machine, folder.resolve("state"), home);
        environment.put("LOG_LEVEL", "INFO");
        return Child.start(
                Child.java("512m", home, "io.kirinuki.worker.Main", "worker"),
                environment,
                folder.resolve("worker.log"));
    }
}
