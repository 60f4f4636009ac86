package io.kirinuki.worker.ledger;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which records a consumer has handed over of the partitions that it holds, and from where a task that starts anew must
 * read. Owned by the consumer's thread.
 */
final class HandedOver {
    /** Offsets of one partition: the first that was handed over, and the one behind the last. */
    private record Span(long first, long next) {
        Span upTo(Span later) {
            return new Span(first, later.next);
        }
    }

    private final Map<TopicPartition, Span> spans = new HashMap<>();

    void add(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> some = records.records(partition);
            Span span = new Span(some.getFirst().offset(), some.getLast().offset() + 1);
            spans.merge(partition, span, Span::upTo);
        }
    }

    /** Whoever gets a partition anew begins at its committed offset. */
    void retain(Collection<TopicPartition> assigned) {
        spans.keySet().retainAll(assigned);
    }

    /** Whether any record of the partition was handed over. */
    boolean any(TopicPartition partition) {
        return spans.containsKey(partition);
    }

    /** Where to go back to, if a task that begins at {@code committed}, or has no such offset, would miss a record. */
    OptionalLong missedFrom(TopicPartition partition, OffsetAndMetadata committed) {
        Span span = spans.get(partition);
        if (span == null) return OptionalLong.empty();
        long begin = committed == null ? span.first() : committed.offset();
        return begin < span.next() ? OptionalLong.of(begin) : OptionalLong.empty();
    }

    /** The consumer has gone back: what is behind that was not handed over. */
    void rewound(TopicPartition partition) {
        spans.remove(partition);
    }
}
