package io.kirinuki.worker.reception.webhook;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far each partition's answers were told of: up to the first that was not. Any thread. */
final class Offsets {
    private static final class Told {
        private final TreeSet<Long> open = new TreeSet<>();
        private long next;
        private long committed = -1;
    }

    private final Map<TopicPartition, Told> partitions = new HashMap<>();

    /** A record that was read, and is to be told of or not. */
    synchronized void read(TopicPartition partition, long offset, boolean open) {
        Told told = partitions.computeIfAbsent(partition, one -> new Told());
        told.next = Math.max(told.next, offset + 1);
        if (open) told.open.add(offset);
    }

    synchronized void told(TopicPartition partition, long offset) {
        Told told = partitions.get(partition);
        if (told != null) told.open.remove(offset);
    }

    synchronized int open() {
        return partitions.values().stream().mapToInt(told -> told.open.size()).sum();
    }

    /** What changed since it was asked for last. */
    synchronized Map<TopicPartition, OffsetAndMetadata> toCommit() {
        Map<TopicPartition, OffsetAndMetadata> changed = new HashMap<>();
        partitions.forEach((partition, told) -> {
            long from = told.open.isEmpty() ? told.next : told.open.first();
            if (from == told.committed) return;
            told.committed = from;
            changed.put(partition, new OffsetAndMetadata(from));
        });
        return changed;
    }

    /** They are another's from now on. */
    synchronized void forget(Iterable<TopicPartition> lost) {
        lost.forEach(partitions::remove);
    }
}
