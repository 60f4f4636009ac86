package io.kirinuki.worker;

import io.kirinuki.worker.config.KafkaConfig;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What Kafka Streams is told: the configured, the measured, and last whatever the operator passes through. */
public final class StreamSettings {
    private StreamSettings() {}

    public static Properties of(KafkaConfig config) {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, KafkaConfig.GUARANTEE);
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.streamThreads());
        p.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, config.replicationFactor());
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        p.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, EpochAtLeast.class);
        // Outcomes are looked for between polls.
        p.put(StreamsConfig.POLL_MS_CONFIG, 10);
        // Together with the high mark these bound what a partition has in flight.
        p.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 16);
        // Jobs send requests in transactions, and may give them up.
        main(p, ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        main(p, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 32);
        main(p, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 << 10);
        // The thread never waits for work: a gap this long means that it hangs.
        main(p, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 120_000);
        // The default of 45 s would be 45 s of silence after a kill.
        main(p, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        main(p, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        // The leader of the group hears of partitions that were added to a topic when it asks for metadata next.
        main(p, ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        config.instanceId().ifPresent(id -> main(p, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id));
        p.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        // Without brokers the thread may wait so long four times between two polls: to send, to hand in offsets, to
        // give the
        // transaction up, and to begin anew. That must be less than the interval above, and that than
        // supervision.silence.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG), 25_000);
        p.putAll(config.passedOn());
        return p;
    }

    /** Of the workers' transactions, as it is in effect. */
    static Duration transactionTimeout(Properties settings) {
        Object millis = settings.get(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
        return Duration.ofMillis(Long.parseLong(millis.toString().strip()));
    }

    private static void main(Properties properties, String name, Object value) {
        properties.put(StreamsConfig.mainConsumerPrefix(name), value);
    }
}
