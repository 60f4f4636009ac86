package io.kirinuki.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Asks with one plain client and counts with another, which sees only what is committed; by id. Its reader is one thread's. */
final class Requests implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Random random;
    private final List<ObjectRef> photos;
    private final Set<String> sent = new HashSet<>();
    private final Map<String, Integer> answers = new HashMap<>();
    private int failures;

    Requests(String bootstrap, int partitions, long seed, List<ObjectRef> photos) {
        this.photos = photos;
        random = new Random(seed);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "delivery.timeout.ms", 600_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(i -> new TopicPartition("image-results", i))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /** Sends so many of new ids, over all partitions by their keys. */
    void send(int count) {
        for (int i = 0; i < count; i++) {
            String id = "request-" + sent.size();
            sent.add(id);
            ObjectRef photo = photos.get(random.nextInt(photos.size()));
            var unused = producer.send(new ProducerRecord<>(
                    "image-requests",
                    Long.toHexString(random.nextLong()).getBytes(UTF_8),
                    Json.write(ImageRequest.of(id, photo, "mask"))));
        }
        producer.flush();
    }

    /** Reads what has come. */
    void read() {
        var records = consumer.poll(Duration.ofMillis(200));
        for (ConsumerRecord<byte[], byte[]> record : records) {
            var answer = Json.MAPPER.readTree(record.value());
            answers.merge(answer.path("requestId").asString("?"), 1, Integer::sum);
            if (!answer.has("artifacts")) failures++;
        }
    }

    int sent() {
        return sent.size();
    }

    int answered() {
        return answers.size();
    }

    boolean allAnswered() {
        read();
        return answers.size() == sent.size();
    }

    /** Empty where each request has one result, and nothing else has. */
    String verdict() {
        long lost = sent.stream().filter(id -> !answers.containsKey(id)).count();
        long doubled = answers.values().stream().filter(count -> count > 1).count();
        long unknown =
                answers.keySet().stream().filter(id -> !sent.contains(id)).count();
        String told = "%d sent, %d answered, %d lost, %d doubled, %d failed, %d of nobody"
                .formatted(sent.size(), answers.size(), lost, doubled, failures, unknown);
        return lost + doubled + failures + unknown == 0 ? told : "WRONG: " + told;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
