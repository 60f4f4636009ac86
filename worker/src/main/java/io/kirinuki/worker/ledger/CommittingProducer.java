package io.kirinuki.worker.ledger;

import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The ordinary producer, which tells the ledgers when a transaction is committed, and of records that are too large, and
 * has its transactions fenced.
 *
 * <p>Owned by its stream thread; callbacks come on the producer's own.
 */
class CommittingProducer extends KafkaProducer<byte[], byte[]> {
    private final Commits commits;
    private final Fence fence;
    private final TopicLimits limits;

    CommittingProducer(Map<String, Object> config, Custody custody, TopicLimits limits) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.commits = custody.commits();
        this.fence = custody.fence();
        this.limits = limits;
        Object mostBytes = config.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG); // text where an operator passed it on
        if (mostBytes != null)
            limits.request(Integer.parseInt(mostBytes.toString().strip()));
    }

    @Override
    public void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        commits.begins();
        super.sendOffsetsToTransaction(fence.toName(offsets), group);
        fence.settled();
    }

    @Override
    public void commitTransaction() {
        super.commitTransaction();
        commits.committed();
    }

    @Override
    public void abortTransaction() {
        fence.settled();
        super.abortTransaction();
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        return super.send(record, (metadata, thrown) -> {
            if (thrown instanceof RecordTooLargeException) {
                limits.refused(record.topic(), TopicLimits.bytes(record.key(), record.value(), record.headers()));
            }
            if (callback != null) callback.onCompletion(metadata, thrown);
        });
    }
}
