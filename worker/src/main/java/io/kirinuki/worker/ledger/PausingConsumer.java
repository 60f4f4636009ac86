package io.kirinuki.worker.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backpressure: before each poll, partitions with {@code high} records in flight are paused and those back at {@code
 * low} resumed. The stream thread so never waits; it goes on polling, settling and committing whatever the store or the
 * accelerator do. At most {@code high + max.poll.records + buffered.records.per.partition} records of a partition are
 * in flight; fewer where {@link Marks} count their bytes.
 *
 * <p>What Streams itself pauses is kept apart: a partition flows when neither wants it paused. It inherits because
 * delegating the fifty methods of Consumer would hide the few that matter.
 *
 * <p>And no record is skipped: a task that starts anew asks for its committed offset, and where records behind that were
 * handed over to its former life, the consumer goes back. Streams 4.3.1 and 4.4.0 forget to where the task was closed
 * once more before it was initialised (docs/kafka-lost-offset-reset.md). A partition whose task runs is left alone: there
 * the consumer is ahead by right.
 *
 * <p>Owned by its stream thread.
 */
class PausingConsumer extends KafkaConsumer<byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(PausingConsumer.class);

    private final InFlight inFlight;
    private final Marks marks;
    private final Fence fence;
    private final Set<TopicPartition> byStreams = new HashSet<>();
    /** Partitions that we hold back, and the next offset of each. */
    private final Map<TopicPartition, Long> byUs = new HashMap<>();

    private final HandedOver handedOver = new HandedOver();
    private Optional<Consumers.Sign> sign = Optional.empty();

    PausingConsumer(Map<String, Object> config, InFlight inFlight, Marks marks, Fence fence) {
        super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.inFlight = inFlight;
        this.marks = marks;
        this.fence = fence;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        if (sign.isEmpty()) sign = Optional.of(marks.consumers().enter(this));
        sign.get().polls();
        press(sign.get());
        fence.stands(Map.of()); // a poll may take partitions away, and what is said within it is not to name them
        ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
        handedOver.add(records);
        fence.stands(untouched());
        return fence.goneBack().isEmpty() ? records : withBegins(records);
    }

    /** Where we stand in partitions whose task runs and has been given nothing yet. */
    private Map<TopicPartition, Long> untouched() {
        Map<TopicPartition, Long> untouched = new HashMap<>();
        for (TopicPartition partition : assignment()) {
            if (handedOver.any(partition) || !inFlight.runsHere(partition)) continue;
            long next = next(partition);
            if (next != Consumers.UNKNOWN) untouched.put(partition, next);
        }
        return untouched;
    }

    /**
     * With the offsets that tasks which start anew go on from, unless there are later ones. Streams keeps those of their
     * former lives, and would commit them where it commits before it has had a record again; until it is told here, the
     * fence does not let it.
     */
    private ConsumerRecords<byte[], byte[]> withBegins(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(records.nextOffsets());
        Map<TopicPartition, Long> begins = fence.goneBack();
        begins.keySet().retainAll(assignment());
        begins.entrySet().removeIf(begin -> {
            if (!inFlight.runsHere(begin.getKey())) return false; // Streams knows no such task yet
            next.putIfAbsent(begin.getKey(), new OffsetAndMetadata(begin.getValue()));
            return true;
        });
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> all = new HashMap<>();
        for (TopicPartition partition : records.partitions()) all.put(partition, records.records(partition));
        return new ConsumerRecords<>(all, next);
    }

    /** Streams asks for a task that starts; a leader of the group may ask for partitions of others, which are not ours. */
    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        return goneBackTo(super.committed(partitions));
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
        return goneBackTo(super.committed(partitions, timeout));
    }

    private Map<TopicPartition, OffsetAndMetadata> goneBackTo(Map<TopicPartition, OffsetAndMetadata> committed) {
        Set<TopicPartition> assigned = assignment();
        committed.forEach((partition, offset) -> {
            if (!assigned.contains(partition) || inFlight.runsHere(partition)) return;
            fence.begins(partition, offset);
            OptionalLong begin = handedOver.missedFrom(partition, offset);
            if (begin.isEmpty()) return;
            LOG.info("The task of {} starts anew; its consumer goes back to {}", partition, begin.getAsLong());
            super.seek(partition, begin.getAsLong());
            handedOver.rewound(partition);
            fence.goneBack().put(partition, begin.getAsLong());
        });
        return committed;
    }

    private void press(Consumers.Sign sign) {
        Set<TopicPartition> assigned = assignment();
        Set<TopicPartition> paused = paused(); // asked for each time: a rebalance may have reset it
        byStreams.retainAll(assigned);
        byUs.keySet().retainAll(assigned);
        handedOver.retain(assigned);
        List<TopicPartition> pause = new ArrayList<>();
        List<TopicPartition> resume = new ArrayList<>();
        for (TopicPartition partition : assigned) {
            if (marks.full(inFlight.load(partition), byUs.containsKey(partition))) {
                long known = byUs.getOrDefault(partition, Consumers.UNKNOWN);
                if (known == Consumers.UNKNOWN) byUs.put(partition, next(partition));
                if (!paused.contains(partition)) pause.add(partition);
            } else if (byUs.remove(partition) != null && !byStreams.contains(partition)) {
                resume.add(partition);
            }
        }
        if (!pause.isEmpty()) super.pause(pause);
        if (!resume.isEmpty()) super.resume(resume);
        sign.holds(byUs);
    }

    /** Without asking a broker; {@link Consumers#UNKNOWN} where it has to be asked where to begin. */
    private long next(TopicPartition partition) {
        try {
            return position(partition, Duration.ZERO);
        } catch (TimeoutException notYet) {
            return Consumers.UNKNOWN;
        }
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
        free.removeAll(byUs.keySet());
        super.resume(free);
    }

    @Override
    public void close() {
        marks.consumers().gone(this);
        super.close();
    }

    @Override
    public void close(CloseOptions options) {
        marks.consumers().gone(this);
        super.close(options);
    }
}
