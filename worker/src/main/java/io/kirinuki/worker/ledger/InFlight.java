package io.kirinuki.worker.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** How many records of each partition are in the ledger: written by tasks, read by the consumer that feeds them. Any thread. */
public final class InFlight {
    private final Map<TopicPartition, Count> partitions = new ConcurrentHashMap<>();

    /** Counts from 0 for a task that begins. */
    Count open(TopicPartition partition) {
        Count count = new Count(partition);
        partitions.put(partition, count);
        return count;
    }

    public int of(TopicPartition partition) {
        Count count = partitions.get(partition);
        return count == null ? 0 : count.value();
    }

    /** Whether the calling thread runs the task of that partition. */
    boolean runsHere(TopicPartition partition) {
        Count count = partitions.get(partition);
        return count != null && count.thread.equals(Thread.currentThread());
    }

    public int total() {
        return partitions.values().stream().mapToInt(Count::value).sum();
    }

    /** Of every partition that a task of this worker owns. */
    public Map<TopicPartition, Integer> all() {
        return partitions.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().value()));
    }

    /** One task's records. Added to by its stream thread. */
    final class Count implements AutoCloseable {
        private final TopicPartition partition;
        private final Thread thread = Thread.currentThread();
        private final AtomicInteger value = new AtomicInteger();

        private Count(TopicPartition partition) {
            this.partition = partition;
        }

        void add(int change) {
            value.addAndGet(change);
        }

        int value() {
            return value.get();
        }

        /** Another task may have opened the partition meanwhile: its count stays. */
        @Override
        public void close() {
            partitions.remove(partition, this);
        }
    }
}
