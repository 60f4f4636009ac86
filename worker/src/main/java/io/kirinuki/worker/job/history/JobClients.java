package io.kirinuki.worker.job.history;

import io.kirinuki.worker.StartException;
import io.kirinuki.worker.StreamSettings;
import io.kirinuki.worker.config.KafkaConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
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
            Throwable root = e;
            while (root.getCause() != null) root = root.getCause();
            throw new StartException(
                    "kirinuki.kafka.bootstrap-servers: no broker answers at %s: %s"
                            .formatted(kafka.bootstrapServers(), root.getMessage()),
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
        Map<String, Object> settings = streams.getRestoreConsumerConfigs(NAME);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** What the broker knows a topic by, however often one of that name was made. Throws {@link StartException}. */
    public String topicId(String topic) throws InterruptedException {
        try (Admin admin = admin()) {
            var described = admin.describeTopics(List.of(topic)).allTopicNames().get();
            return described.get(topic).topicId().toString();
        } catch (ExecutionException e) {
            throw new StartException(
                    "topic %s: %s".formatted(topic, e.getCause().getMessage()), e);
        }
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
