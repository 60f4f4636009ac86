package io.kirinuki.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that a broker's former life left open. Where worker and broker die in the same moment, a partition
 * was seen to keep a transaction of which the coordinator no longer knew: readers of committed records, and Streams
 * asking for its offsets, would wait for it for ever. At start nobody has one open rightfully.
 */
final class HangingTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);

    private HangingTransactions() {}

    static void abort(String bootstrap) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            var names = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
            List<TopicPartition> partitions = new ArrayList<>();
            admin.describeTopics(names)
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) -> topic.partitions()
                            .forEach(partition -> partitions.add(new TopicPartition(name, partition.partition()))));
            for (var open : admin.describeProducers(partitions).all().get().entrySet()) {
                for (ProducerState producer : open.getValue().activeProducers()) {
                    if (producer.currentTransactionStartOffset().isPresent()) abort(admin, open.getKey(), producer);
                }
            }
        } catch (ExecutionException e) {
            LOG.warn("Transactions left open cannot be looked for: {}", e.getMessage());
        }
    }

    private static void abort(Admin admin, TopicPartition partition, ProducerState producer)
            throws InterruptedException {
        var spec = new AbortTransactionSpec(
                partition,
                producer.producerId(),
                (short) producer.producerEpoch(),
                producer.coordinatorEpoch().orElse(0));
        try {
            admin.abortTransaction(spec).all().get();
            LOG.info("Aborted a transaction that was left open in {}", partition);
        } catch (ExecutionException e) {
            // Its coordinator may have been quicker.
            LOG.info("A transaction that was left open in {} is not ours to abort: {}", partition, e.getMessage());
        }
    }
}
