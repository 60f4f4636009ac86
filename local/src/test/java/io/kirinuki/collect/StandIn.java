package io.kirinuki.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.Position;
import io.kirinuki.schema.Reading;
import io.kirinuki.schema.RequestReader;
import io.kirinuki.worker.event.JobHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/**
 * Answers requests as workers do that have done the work before: with the result of an earlier request of the same image,
 * reused. Those that it reads together it answers in any order, and one in fifty twice, the first time with another image's
 * result: the last answer of a request counts.
 */
final class StandIn implements AutoCloseable {
    private static final int ONE_IN = 50;
    /** Numbers of attempts, by which the two kinds of answers are told apart. */
    private static final int WRONG = 1;

    private static final int RIGHT = 2;

    private final KafkaConsumer<byte[], byte[]> requests;
    private final KafkaProducer<byte[], byte[]> answers;
    private final Map<String, ImageResult> made;
    private final List<ImageResult> all;
    private final Set<Position> answered = new HashSet<>(); // by an earlier life
    private final RequestReader reader = new RequestReader();
    private final Random random = new Random(1);
    private final Thread thread = Thread.ofPlatform().unstarted(this::run);
    private volatile boolean stopping;

    private StandIn(String bootstrap, Map<String, ImageResult> made) {
        this.made = Map.copyOf(made);
        all = List.copyOf(made.values());
        var bytes = new ByteArrayDeserializer();
        requests = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"), bytes, bytes);
        var writes = new ByteArraySerializer();
        answers = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap, "linger.ms", 5), writes, writes);
    }

    /**
     * Answers what is not answered.
     *
     * @param made results by the keys of their images
     */
    static StandIn start(String bootstrap, int partitions, Map<String, ImageResult> made) {
        StandIn answers = new StandIn(bootstrap, made);
        answers.assign("image-results", partitions);
        answers.requests.seekToBeginning(answers.requests.assignment());
        var end = answers.requests.endOffsets(answers.requests.assignment());
        while (end.entrySet().stream().anyMatch(one -> answers.requests.position(one.getKey()) < one.getValue())) {
            for (var record : answers.requests.poll(Duration.ofMillis(100))) {
                if (!(Json.readAnswer(record.value()) instanceof ImageResult result)) continue;
                if (result.attempt() == RIGHT) answers.answered.add(result.position());
            }
        }
        answers.assign("image-requests", partitions);
        answers.requests.seekToBeginning(answers.requests.assignment());
        answers.thread.start();
        return answers;
    }

    private void assign(String topic, int partitions) {
        requests.assign(IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList());
    }

    private void run() {
        while (!stopping) {
            List<ConsumerRecord<byte[], byte[]>> polled = new ArrayList<>();
            for (var record : requests.poll(Duration.ofMillis(100))) {
                if (!answered.contains(position(record))) polled.add(record);
            }
            Collections.shuffle(polled, random);
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                if (random.nextInt(ONE_IN) == 0) answer(record, all.get(random.nextInt(all.size())), WRONG);
            }
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                if (!(reader.read(record.value()) instanceof Reading.Read(ImageRequest request))) continue;
                answer(record, made.get(request.source().key()), RIGHT);
            }
        }
    }

    private static Position position(ConsumerRecord<byte[], byte[]> record) {
        return new Position(record.topic(), record.partition(), record.offset());
    }

    private void answer(ConsumerRecord<byte[], byte[]> record, ImageResult result, int attempt) {
        if (!(reader.read(record.value()) instanceof Reading.Read(ImageRequest request))) return;
        ImageResult answer = new ImageResult(
                request.id().orElseThrow(),
                result.source(),
                result.pipeline(),
                result.fingerprint(),
                result.artifacts(),
                result.sidecar(),
                result.measures(),
                result.models(),
                ImageResult.Timings.NONE,
                position(record),
                attempt,
                result.finishedAt(),
                Optional.of(true),
                Optional.of(ImageResult.Cost.NONE),
                Optional.empty());
        var answered = new ProducerRecord<>("image-results", record.key(), Json.write(answer));
        for (String name : List.of(JobHeaders.JOB, JobHeaders.REQUEST)) {
            answered.headers().add(name, record.headers().lastHeader(name).value());
        }
        answered.headers().add("content-type", "application/json".getBytes(UTF_8));
        var unused = answers.send(answered);
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
        requests.close();
        answers.close();
    }
}
