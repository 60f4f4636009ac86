package io.kirinuki.benchmark;

import io.kirinuki.local.EmbeddedKafka;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic of results, from its beginning, as a read_committed reader sees it. */
public final class Results {
    static final String TOPIC = "image-results";

    private Results() {}

    static KafkaConsumer<byte[], byte[]> reader(EmbeddedKafka kafka, int partitions) {
        return reader(kafka, TOPIC, partitions);
    }

    public static KafkaConsumer<byte[], byte[]> reader(EmbeddedKafka kafka, String topic, int partitions) {
        KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrap(),
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        reader.assign(IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList());
        return reader;
    }
}
