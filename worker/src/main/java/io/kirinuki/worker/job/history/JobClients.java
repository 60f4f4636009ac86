package io.kirinuki.worker.job.history;

import io.kirinuki.store.TrustTrouble;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.StreamSettings;
import io.kirinuki.worker.config.KafkaConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Makes Kafka clients of a job with what the workers pass through to theirs, such as security. The first one is made once
 * a broker has answered: else {@link StartException} tells what clients would take a minute to say.
 *
 * <p>Owned by one thread.
 */
public final class JobClients {
    private static final String NAME = "kirinuki-job";
    private static final int PATIENCE_MILLIS = 10_000;

    private final KafkaConfig kafka;
    private final StreamsConfig streams;
    private boolean answered;

    public JobClients(KafkaConfig kafka) {
        this.kafka = kafka;
        streams = new StreamsConfig(StreamSettings.of(kafka));
    }

    public KafkaConfig kafka() {
        return kafka;
    }

    private void awaitBroker() {
        if (answered) return;
        try (Admin admin = Admin.create(streams.getAdminConfigs(NAME))) {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS))
                    .nodes()
                    .get();
            answered = true;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException | KafkaException e) {
            Throwable deepest = e;
            while (deepest.getCause() != null) deepest = deepest.getCause();
            Throwable root = deepest;
            throw new StartException(
                    "kirinuki.kafka.bootstrap-servers: no broker answers at %s: %s"
                            .formatted(
                                    kafka.bootstrapServers(),
                                    TrustTrouble.words(e, "kirinuki.kafka.tls").orElseGet(root::getMessage)),
                    e);
        }
    }

    public Admin admin() {
        awaitBroker();
        return Admin.create(streams.getAdminConfigs(NAME));
    }

    /** Of no group; partitions are assigned by hand, and only what is committed is seen. */
    public KafkaConsumer<byte[], byte[]> consumer() {
        awaitBroker();
        return new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = streams.getRestoreConsumerConfigs(NAME);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20);
        return settings;
    }

    /** As {@link #consumer}, but where an offset is not there any more it says so, instead of reading on elsewhere. */
    KafkaConsumer<byte[], byte[]> strictConsumer() {
        awaitBroker();
        Map<String, Object> settings = settings();
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Behind the last record of a partition, be it committed, given up or of a transaction that is open. */
    public long highWatermark(TopicPartition partition) {
        awaitBroker();
        Map<String, Object> settings = settings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            return consumer.endOffsets(List.of(partition)).get(partition);
        }
    }

    /** Kafka gives up what a killed job has begun and not committed for so long. */
    public Duration transactionTimeout() {
        Object millis = streams.getProducerConfigs(NAME).get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
        return Duration.ofMillis(Long.parseLong(millis.toString()));
    }

    /** What the broker knows topics by, however often some of those names were made. Throws {@link StartException}. */
    public Map<String, String> topicIds(Collection<String> topics) throws InterruptedException {
        try (Admin admin = admin()) {
            Map<String, String> ids = topicIds(admin, topics);
            for (String topic : topics) {
                if (!ids.containsKey(topic)) throw new StartException("topic %s: there is none".formatted(topic));
            }
            return ids;
        }
    }

    /** Without those that are not there. */
    static Map<String, String> topicIds(Admin admin, Collection<String> topics) throws InterruptedException {
        Map<String, String> ids = new TreeMap<>();
        for (var topic : admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                ids.put(topic.getKey(), topic.getValue().get().topicId().toString());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) continue;
                throw new StartException(
                        "topic %s: %s".formatted(topic.getKey(), e.getCause().getMessage()), e);
            }
        }
        return ids;
    }

    public String topicId(String topic) throws InterruptedException {
        return topicIds(List.of(topic)).get(topic);
    }

    /**
     * Whoever opens a second one with the same fence ends what the first has begun.
     *
     * @param fence what one process holds at a time, such as a job
     */
    public KafkaProducer<byte[], byte[]> producer(String fence) {
        awaitBroker();
        Map<String, Object> settings = streams.getProducerConfigs(NAME);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.applicationId() + "-job-" + fence);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
