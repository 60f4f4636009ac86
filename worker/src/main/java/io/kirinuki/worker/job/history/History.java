package io.kirinuki.worker.job.history;

import io.kirinuki.worker.StartException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** The records of a topic within spans, read once, those of one partition in their order. Owned by one thread. */
public final class History implements AutoCloseable {
    private static final Duration WAIT = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final Map<TopicPartition, Span> open = new HashMap<>();
    private final Deque<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();
    private final SortedMap<Integer, Long> next = new TreeMap<>();
    private final long start;
    private long gone;

    /**
     * Throws {@link StartException} where a topic ends before what is to be read of it; so does {@link #take}.
     *
     * @param next where an earlier life had come to, by partition; partitions without are read from their spans' start
     */
    public History(JobClients clients, String topic, List<Span> spans, Map<Integer, Long> next) {
        consumer = clients.strictConsumer();
        this.topic = topic;
        this.start = spans.stream().mapToLong(Span::from).sum();
        for (Span span : spans) {
            long start = next.getOrDefault(span.partition(), span.from());
            this.next.put(span.partition(), start);
            if (start < span.to()) open.put(new TopicPartition(topic, span.partition()), span);
        }
        consumer.assign(open.keySet());
        open.keySet().forEach(one -> consumer.seek(one, this.next.get(one.partition())));
    }

    /** Nothing is left to be taken. */
    public boolean ended() {
        return open.isEmpty() && read.isEmpty();
    }

    /** Behind what was taken, by partition. */
    public SortedMap<Integer, Long> next() {
        return new TreeMap<>(next);
    }

    /** Offsets that lie behind, be there records or not. */
    public long reached() {
        return next.values().stream().mapToLong(Long::longValue).sum() - start;
    }

    /** The next record; empty at the end, and where the broker takes its time. */
    public Optional<ConsumerRecord<byte[], byte[]>> take() {
        if (read.isEmpty() && !open.isEmpty()) fetch();
        if (read.isEmpty()) return Optional.empty();
        ConsumerRecord<byte[], byte[]> record = read.poll();
        next.put(record.partition(), record.offset() + 1);
        if (read.isEmpty()) reachPositions();
        return Optional.of(record);
    }

    private void fetch() {
        ConsumerRecords<byte[], byte[]> polled;
        try {
            polled = consumer.poll(WAIT);
        } catch (OffsetOutOfRangeException e) {
            passDeleted(e.offsetOutOfRangePartitions().keySet());
            polled = ConsumerRecords.empty();
        }
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            if (open.get(new TopicPartition(topic, record.partition())).holds(record.offset())) read.add(record);
        }
        if (read.isEmpty()) reachPositions();
    }

    /** What a topic's retention has taken since somebody asked for it. */
    private void passDeleted(Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        for (TopicPartition partition : partitions) {
            long at = next.get(partition.partition());
            long there = Math.min(first.get(partition), open.get(partition).to());
            if (there <= at) {
                throw new StartException("%s ends before offset %d, which it had: the topic was cut off or made anew"
                        .formatted(partition, at));
            }
            gone += there - at;
            next.put(partition.partition(), there);
            consumer.seek(partition, there);
        }
    }

    /** How many offsets were deleted before they could be read, since this was asked last. */
    public long gone() {
        long since = gone;
        gone = 0;
        return since;
    }

    /** Behind the last record there may be markers of transactions: positions tell when a span has ended, not records. */
    private void reachPositions() {
        open.forEach((partition, span) ->
                next.put(partition.partition(), Math.min(consumer.position(partition), span.to())));
        if (open.entrySet()
                .removeIf(one ->
                        next.get(one.getKey().partition()) >= one.getValue().to())) {
            consumer.assign(open.keySet());
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
