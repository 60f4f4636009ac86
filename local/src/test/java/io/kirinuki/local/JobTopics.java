package io.kirinuki.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** The topics that jobs work on, with no worker beside: what lies in them is what a test and the jobs have put there. */
record JobTopics(Servers servers, Topics topics) {
    static JobTopics make(Servers servers, String group, int partitions) throws Exception {
        Topics topics = new Topics(group, partitions);
        for (String topic : topics.all()) servers.createTopic(topic, partitions);
        servers.createTopic(topics.backfill(), partitions);
        return new JobTopics(servers, topics);
    }

    String journal() {
        return topics.group() + "-jobs";
    }

    KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", servers.bootstrap());
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void put(List<ProducerRecord<byte[], byte[]>> records) {
        try (var producer = producer(Map.of())) {
            for (var record : records) {
                var unused = producer.send(record);
            }
        }
    }

    /** All that is committed by now. */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers.bootstrap(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, topics.partitions())
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < end.get(one))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** Whether a transaction that is open hides what is committed behind it from those who read what is committed. */
    boolean hides(String topic) {
        return end(topic, "read_committed") < end(topic, "read_uncommitted");
    }

    private long end(String topic, String isolation) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers.bootstrap(), "isolation.level", isolation),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            return consumer.endOffsets(List.of(partition)).get(partition);
        }
    }

    void delete(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", servers.bootstrap()))) {
            admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
            Awaitility.await().until(() -> !admin.listTopics().names().get().contains(topic));
        }
    }

    void makeAnew(String topic) throws Exception {
        delete(topic);
        Awaitility.await().ignoreExceptions().until(() -> {
            servers.createTopic(topic, topics.partitions());
            return true;
        });
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", servers.bootstrap()))) {
            Awaitility.await().until(() -> {
                try {
                    return !admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .isEmpty();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof UnknownTopicOrPartitionException) return false;
                    throw e;
                }
            });
        }
    }
}
