package io.kirinuki.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that a broker's former life left open in a partition and of which no coordinator knows any more: readers
 * of committed records, and Streams asking for its offsets, would wait for them for ever. {@link FormerLife} prevents them
 * since; a folder of before may hold some. What a coordinator still knows it ends itself, and as it was decided: to abort
 * that would tear a transaction that is committed elsewhere.
 */
final class HangingTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);

    private HangingTransactions() {}

    /**
     * Ends what stays open for {@code patience} while no coordinator knows that partition in a transaction of that producer:
     * the rule of Kafka's own {@code kafka-transactions.sh find-hanging}. Blocks so long only where there is any.
     */
    static void abort(String bootstrap, Duration patience) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Set<Open> before = forgotten(admin);
            if (before.isEmpty()) return;
            Thread.sleep(patience);
            for (Open open : forgotten(admin)) {
                if (before.contains(open)) abort(admin, open.partition(), open.producer());
            }
        } catch (ExecutionException e) {
            LOG.warn("Transactions left open cannot be looked for: {}", e.getMessage());
        }
    }

    /** An open transaction in one partition; the same one as long as it is equal. */
    private record Open(TopicPartition partition, ProducerState producer) {
        private boolean of(TransactionDescription known) {
            return known.producerId() == producer.producerId()
                    && known.topicPartitions().contains(partition);
        }
    }

    private static Set<Open> forgotten(Admin admin) throws InterruptedException, ExecutionException {
        Set<Open> open = open(admin);
        var ids = admin.listTransactions().all().get().stream()
                .map(TransactionListing::transactionalId)
                .toList();
        // Asked for after what is open: whoever has begun meanwhile is known.
        var known = admin.describeTransactions(ids).all().get().values();
        open.removeIf(one -> known.stream().anyMatch(one::of));
        return open;
    }

    private static Set<Open> open(Admin admin) throws InterruptedException, ExecutionException {
        var names = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        List<TopicPartition> partitions = new ArrayList<>();
        admin.describeTopics(names)
                .allTopicNames()
                .get()
                .forEach((name, topic) -> topic.partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(name, partition.partition()))));
        Set<Open> open = new HashSet<>();
        admin.describeProducers(partitions)
                .all()
                .get()
                .forEach((partition, producers) -> producers.activeProducers().stream()
                        .filter(producer ->
                                producer.currentTransactionStartOffset().isPresent())
                        .forEach(producer -> open.add(new Open(partition, producer))));
        return open;
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
