package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Asks a worker and reads what comes of it with plain clients, as anybody's programs would; sees only what is committed.
 * Every answer is checked against its schema. Owned by one thread.
 */
final class Upstream implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** An answer, and the record it came in. */
    record Answered(ImageAnswer answer, ConsumerRecord<byte[], byte[]> record) {}

    private final Topics topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Position, List<Answered>> answers = new HashMap<>();
    private final Map<Position, ConsumerRecord<byte[], byte[]>> deadLetters = new HashMap<>();

    Upstream(Servers servers, Topics topics) {
        this.topics = topics;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers.bootstrap(), "max.request.size", 4 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers.bootstrap(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, topics.partitions())
                .boxed()
                .flatMap(p ->
                        List.of(new TopicPartition(topics.results(), p), new TopicPartition(topics.failures(), p))
                                .stream())
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Sends under the source's name as the key, without waiting for the answer. */
    Position ask(ImageRequest request) throws ExecutionException, InterruptedException {
        return send(new ProducerRecord<>(
                topics.requests(), request.source().toString().getBytes(UTF_8), Json.write(request)));
    }

    Position ask(byte[] key, byte[] value) throws ExecutionException, InterruptedException {
        return send(new ProducerRecord<>(topics.requests(), key, value));
    }

    Position send(ProducerRecord<byte[], byte[]> request) throws ExecutionException, InterruptedException {
        var metadata = producer.send(request).get();
        return new Position(metadata.topic(), metadata.partition(), metadata.offset());
    }

    /** Waits for it. */
    Answered answer(Position request) {
        awaitAll(List.of(request));
        return answers.get(request).getFirst();
    }

    /** Waits until each is answered, and makes sure that none is answered twice. */
    void awaitAll(Collection<Position> requests) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers.keySet().containsAll(requests)) {
            read(Duration.ofMillis(100));
            if (System.nanoTime() > deadline) {
                List<Position> open = new ArrayList<>(requests);
                open.removeAll(answers.keySet());
                throw new AssertionError("no answer within %s to %s".formatted(PATIENCE, open));
            }
        }
        assertThat(requests)
                .allSatisfy(request -> assertThat(answers.get(request)).hasSize(1));
    }

    /** Reads what has come by now. */
    int answered(Collection<Position> requests) {
        read(Duration.ZERO);
        return (int) requests.stream().filter(answers::containsKey).count();
    }

    /** The dead letter of a request that was answered; it was committed with the answer. */
    Optional<ConsumerRecord<byte[], byte[]>> deadLetter(Position request) {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!deadLetters.containsKey(request) && System.nanoTime() < deadline) read(Duration.ofMillis(100));
        return Optional.ofNullable(deadLetters.get(request));
    }

    int deadLetters() {
        read(Duration.ofMillis(200));
        return deadLetters.size();
    }

    private void read(Duration wait) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            if (record.topic().equals(topics.results())) {
                assertThat(Contracts.problems(record.value())).isEmpty();
                ImageAnswer answer = Json.readAnswer(record.value());
                answers.computeIfAbsent(answer.position(), position -> new ArrayList<>())
                        .add(new Answered(answer, record));
            } else {
                ConsumerRecord<byte[], byte[]> before = deadLetters.put(origin(record), record);
                assertThat(before)
                        .as("an earlier dead letter of the same record")
                        .isNull();
            }
        }
    }

    private static Position origin(ConsumerRecord<byte[], byte[]> deadLetter) {
        return new Position(
                header(deadLetter, "__streams.errors.topic"),
                Integer.parseInt(header(deadLetter, "__streams.errors.partition")),
                Long.parseLong(header(deadLetter, "__streams.errors.offset")),
                Optional.ofNullable(deadLetter.headers().lastHeader("x-record-index"))
                        .map(index -> Integer.valueOf(new String(index.value(), UTF_8))));
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
