package io.kirinuki.local;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends inputs through the system as any upstream would, and collects their answers: upload to the store, a request to
 * Kafka, a read_committed consumer on the results.
 *
 * <p>Requests are named {@code run/name}, so answers of an earlier run that was killed do not mix in.
 */
final class ImageJob implements AutoCloseable {
    /** Takes what becomes of inputs, as it comes; called on the thread that runs the job. */
    interface Outcomes {
        void answered(Input input, ImageAnswer answer) throws InterruptedException;

        /** The input could not be read, so nobody was asked. */
        void unread(Input input, String why);
    }

    private record Unread(Input input, String why) {}

    private static final int UPLOADS = 16;

    private final LocalSystem system;
    private final String pipeline;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ExecutorService uploads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore uploading = new Semaphore(UPLOADS);
    private final Queue<Unread> unread = new ConcurrentLinkedQueue<>();
    private volatile RuntimeException broken;

    ImageJob(LocalSystem system, String pipeline) {
        this.system = system;
        this.pipeline = pipeline;
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, system.bootstrap(), ProducerConfig.LINGER_MS_CONFIG, 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        system.bootstrap(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Returns when of each input is known what became of it. Throws where the worker breaks, or is told to stop. */
    void run(List<Input> inputs, Outcomes outcomes) throws InterruptedException {
        Map<String, Input> open = new HashMap<>();
        inputs.forEach(input -> open.put(requestId(input), input));
        List<TopicPartition> partitions = consumer.partitionsFor(LocalSystem.RESULTS).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // seeking is lazy: the end must be known before the first request
        Thread submitting = Thread.ofVirtual().start(() -> submit(inputs));
        while (!open.isEmpty()) {
            for (var record : consumer.poll(Duration.ofMillis(100))) {
                ImageAnswer answer = Json.readAnswer(record.value());
                Input input = open.remove(answer.requestId());
                if (input != null) outcomes.answered(input, answer);
            }
            for (Unread one = unread.poll(); one != null; one = unread.poll()) {
                open.remove(requestId(one.input()));
                outcomes.unread(one.input(), one.why());
            }
            if (system.stopping()) throw new InterruptedException("stopped by a signal");
            if (broken != null) throw broken;
            if (system.worker().broken()) {
                throw new IllegalStateException("the worker broke; its log says why");
            }
        }
        submitting.join();
    }

    private String requestId(Input input) {
        return run + "/" + input.name();
    }

    private void submit(List<Input> inputs) {
        try {
            for (Input input : inputs) {
                uploading.acquire();
                uploads.execute(() -> {
                    try {
                        submit(input);
                    } catch (FailedException e) {
                        broken = new IllegalStateException(e.getMessage(), e);
                    } catch (InterruptedException stopping) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException | Error bug) {
                        // Nobody would answer for this one.
                        broken = new IllegalStateException(input.name() + ": " + bug, bug);
                    } finally {
                        uploading.release();
                    }
                });
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void submit(Input input) throws FailedException, InterruptedException {
        byte[] bytes;
        try {
            bytes = input.content().read();
        } catch (IOException | OutOfMemoryError e) { // the latter of more than 2 GiB, or than there is room for
            unread.add(new Unread(input, why(e)));
            return;
        }
        var photo = LocalSystem.photo(requestId(input));
        system.store().put(photo, "application/octet-stream", Blob.of(bytes)).orThrow();
        byte[] request = Json.write(ImageRequest.of(requestId(input), photo, pipeline));
        byte[] key = photo.toString().getBytes(StandardCharsets.UTF_8);
        var unused = producer.send(new ProducerRecord<>(LocalSystem.REQUESTS, key, request), (metadata, thrown) -> {
            if (thrown != null) broken = new IllegalStateException(thrown);
        });
    }

    private static String why(Throwable thrown) {
        return switch (thrown) {
            case NoSuchFileException gone -> "it is gone";
            case AccessDeniedException denied -> "this user may not read it";
            case OutOfMemoryError large -> "it does not fit into memory";
            default -> String.valueOf(thrown.getMessage());
        };
    }

    /** An artifact's bytes. */
    byte[] download(ImageResult.Artifact artifact) throws InterruptedException {
        var object = ObjectRef.of(artifact.bucket(), artifact.key());
        Outcome<byte[]> bytes = Outcome.of(() -> {
            try (var open = system.store().open(object).orThrow()) {
                return open.read().orThrow();
            }
        });
        return switch (bytes) {
            case Outcome.Done<byte[]>(byte[] value) -> value;
            case Outcome.Failed<byte[]>(var failure) -> throw new IllegalStateException(failure.message());
        };
    }

    @Override
    public void close() {
        uploads.shutdownNow();
        producer.close(Duration.ofSeconds(5));
        consumer.close();
    }
}
