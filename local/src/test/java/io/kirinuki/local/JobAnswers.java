package io.kirinuki.local;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.event.door.TextHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The answers to jobs' requests, as a plain read_committed consumer sees them. Owned by one thread. */
final class JobAnswers implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    /** By job, and by what was sent again, or by the request's name where it was not sent before. */
    private final Map<String, Map<String, List<ImageAnswer>>> answers = new HashMap<>();

    JobAnswers(Servers servers, Topics topics) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers.bootstrap(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, topics.partitions())
                .mapToObj(partition -> new TopicPartition(topics.results(), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads what there is by now; by the position of what was sent again, or by the request's name. */
    Map<String, List<ImageAnswer>> of(String job) {
        var end = consumer.endOffsets(consumer.assignment());
        while (end.entrySet().stream().anyMatch(one -> consumer.position(one.getKey()) < one.getValue())) {
            consumer.poll(Duration.ofMillis(50)).forEach(this::add);
        }
        return answers.getOrDefault(job, Map.of());
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        ImageAnswer answer = Json.readAnswer(record.value());
        String of = TextHeaders.text(record.headers(), JobHeaders.REPLAY_OF).orElse(answer.requestId());
        JobHeaders.job(record.headers())
                .ifPresent(job -> answers.computeIfAbsent(job, name -> new HashMap<>())
                        .computeIfAbsent(of, name -> new ArrayList<>())
                        .add(answer));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
