package io.kirinuki.worker.reception;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/** Makes Kafka clients with what the worker passes through to its own, such as security. Any thread. */
final class ReceptionClients {
    /** What is not acknowledged by then is answered as not taken. */
    static final int DELIVERY_MILLIS = 15_000;

    private static final String NAME = "kirinuki-http";
    private final StreamsConfig streams;

    ReceptionClients(Properties streams) {
        this.streams = new StreamsConfig(streams);
    }

    /** Of no group; sees what is committed. */
    KafkaConsumer<byte[], byte[]> reader(String purpose) {
        Map<String, Object> settings = streams.getRestoreConsumerConfigs(NAME + purpose);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** One of several that share the topics' partitions. */
    KafkaConsumer<byte[], byte[]> member(String group) {
        Map<String, Object> settings = streams.getRestoreConsumerConfigs(NAME + "-webhooks");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // A group that is new may come to be after the first answers that it is to tell of.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "by_duration:PT1H");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Each request alone, at once. */
    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = streams.getProducerConfigs(NAME);
        settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        settings.remove(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
    }
}
