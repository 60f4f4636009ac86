package io.kirinuki.worker.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Backpressure: before each poll, partitions with {@code high} records in flight are paused and those back at {@code
 * low} resumed. The stream thread so never waits; it goes on polling, settling and committing whatever the store or the
 * accelerator do. At most {@code high + max.poll.records + buffered.records.per.partition} records of a partition are
 * in flight.
 *
 * <p>What Streams itself pauses is kept apart: a partition flows when neither wants it paused. It inherits because
 * delegating the fifty methods of Consumer would hide the three that matter.
 *
 * <p>Owned by its stream thread.
 */
final class PausingConsumer extends KafkaConsumer<byte[], byte[]> {
    private final InFlight inFlight;
    private final Marks marks;
    private final Set<TopicPartition> byStreams = new HashSet<>();
    private final Set<TopicPartition> byUs = new HashSet<>();

    PausingConsumer(Map<String, Object> config, InFlight inFlight, Marks marks) {
        super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.inFlight = inFlight;
        this.marks = marks;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        press();
        return super.poll(timeout);
    }

    private void press() {
        Set<TopicPartition> assigned = assignment();
        Set<TopicPartition> paused = paused(); // asked for each time: a rebalance may have reset it
        byStreams.retainAll(assigned);
        byUs.retainAll(assigned);
        List<TopicPartition> pause = new ArrayList<>();
        List<TopicPartition> resume = new ArrayList<>();
        for (TopicPartition partition : assigned) {
            int records = inFlight.of(partition);
            boolean full = byUs.contains(partition) ? records > marks.low() : records >= marks.high();
            if (full) {
                byUs.add(partition);
                if (!paused.contains(partition)) pause.add(partition);
            } else if (byUs.remove(partition) && !byStreams.contains(partition)) {
                resume.add(partition);
            }
        }
        if (!pause.isEmpty()) super.pause(pause);
        if (!resume.isEmpty()) super.resume(resume);
        marks.pausedPartitions(this, byUs.size());
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        byStreams.addAll(partitions);
        super.pause(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        byStreams.removeAll(partitions);
        List<TopicPartition> free = new ArrayList<>(partitions);
        free.removeAll(byUs);
        super.resume(free);
    }

    /** A thread that broke is replaced, and its consumer with it: the count of the old one must not stay. */
    @Override
    public void close() {
        marks.gone(this);
        super.close();
    }

    @Override
    public void close(CloseOptions options) {
        marks.gone(this);
        super.close(options);
    }
}
