package io.kirinuki.local.process;

import io.kirinuki.local.LocalSystem;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageAnswer;
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
 * Sends inputs through the system as any upstream would, and collects their answers: a request to Kafka for each, a
 * read_committed consumer on the results.
 *
 * <p>Requests are named {@code run-number/name}, so answers of an earlier run that was killed, or of a file as it was
 * before, do not mix in.
 */
final class ImageJob implements AutoCloseable {
    /** Takes what becomes of inputs, as it comes; called on the thread that runs the job. */
    interface Outcomes {
        /** These are about to be asked for. */
        void arrived(List<Input> inputs);

        void answered(Input input, ImageAnswer answer) throws InterruptedException;

        /** The input could not be read, so nobody was asked. */
        void unread(Input input, String why);
    }

    private record Unread(String id, Input input, String why) {}

    private static final int DELIVERIES = 16;

    private final LocalSystem system;
    private final Wish wish;
    private final Delivery delivery;
    private final String run;
    private int number;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ExecutorService deliveries = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore delivering = new Semaphore(DELIVERIES);
    private final Queue<Unread> unread = new ConcurrentLinkedQueue<>();
    private final Map<String, Input> open = new HashMap<>();
    private volatile RuntimeException broken;

    /** @param run a name that no earlier run had */
    ImageJob(LocalSystem system, Wish wish, Delivery delivery, String run) {
        this.system = system;
        this.wish = wish;
        this.delivery = delivery;
        this.run = run;
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

    /**
     * Returns when of each input is known what became of it, or a signal came. Throws where the worker breaks.
     *
     * @return whether all is done
     */
    boolean run(Arrivals arrivals, Outcomes outcomes) throws IOException, InterruptedException {
        List<TopicPartition> partitions = consumer.partitionsFor(LocalSystem.RESULTS).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // seeking is lazy: the end must be known before the first request
        while (true) {
            List<Input> more = arrivals.more();
            if (!more.isEmpty()) begin(more, outcomes);
            if (open.isEmpty() && arrivals.over()) return true;
            for (var record : consumer.poll(Duration.ofMillis(100))) {
                ImageAnswer answer = Json.readAnswer(record.value());
                Input input = open.remove(answer.requestId());
                if (input != null) outcomes.answered(input, answer);
            }
            for (Unread one = unread.poll(); one != null; one = unread.poll()) {
                open.remove(one.id());
                outcomes.unread(one.input(), one.why());
            }
            if (system.stopping()) return false;
            if (broken != null) throw broken;
            if (system.worker().broken()) {
                throw new IllegalStateException("the worker broke; its log says why");
            }
        }
    }

    /** Inputs of which nobody knows yet what becomes of them. */
    int open() {
        return open.size();
    }

    private void begin(List<Input> inputs, Outcomes outcomes) {
        outcomes.arrived(inputs);
        String these = run + "-" + ++number + "/";
        inputs.forEach(input -> open.put(these + input.name(), input));
        Thread.ofVirtual().start(() -> submit(inputs, these));
    }

    private void submit(List<Input> inputs, String these) {
        try {
            for (Input input : inputs) {
                delivering.acquire();
                deliveries.execute(() -> {
                    try {
                        submit(input, these + input.name());
                    } catch (FailedException e) {
                        broken = new IllegalStateException(e.getMessage(), e);
                    } catch (InterruptedException stopping) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException | Error bug) {
                        // Nobody would answer for this one.
                        broken = new IllegalStateException(input.name() + ": " + bug, bug);
                    } finally {
                        delivering.release();
                    }
                });
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void submit(Input input, String id) throws FailedException, InterruptedException {
        ObjectRef photo;
        try {
            photo = delivery.deliver(input);
        } catch (IOException e) {
            unread.add(new Unread(id, input, why(e)));
            return;
        }
        byte[] request = Json.write(wish.request(id, photo));
        byte[] key = photo.toString().getBytes(StandardCharsets.UTF_8);
        var unused = producer.send(new ProducerRecord<>(LocalSystem.REQUESTS, key, request), (metadata, thrown) -> {
            if (thrown != null) broken = new IllegalStateException(thrown);
        });
    }

    private static String why(IOException thrown) {
        return switch (thrown) {
            case NoSuchFileException gone -> "it is gone";
            case AccessDeniedException denied -> "this user may not read it";
            default -> String.valueOf(thrown.getMessage());
        };
    }

    /** An artifact's bytes. */
    byte[] download(ImageResult.Artifact artifact) throws InterruptedException {
        var object = ObjectRef.of(artifact.bucket(), artifact.key());
        Outcome<byte[]> bytes = Outcome.of(() -> {
            try (var there = system.store().open(object).orThrow()) {
                return there.read().orThrow();
            }
        });
        return switch (bytes) {
            case Outcome.Done<byte[]>(byte[] value) -> value;
            case Outcome.Failed<byte[]>(var failure) -> throw new IllegalStateException(failure.message());
        };
    }

    @Override
    public void close() {
        deliveries.shutdownNow();
        producer.close(Duration.ofSeconds(5));
        consumer.close();
    }
}
