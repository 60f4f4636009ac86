package io.kirinuki.schema;

import java.util.Objects;
import java.util.Optional;

/**
 * Where the request was read: a Kafka topic, partition and offset.
 *
 * @param index which of the events of one record it is, from 0; absent where the record is one request
 */
public record Position(String topic, int partition, long offset, Optional<Integer> index)
        implements Comparable<Position> {
    public Position {
        Objects.requireNonNull(index);
    }

    public Position(String topic, int partition, long offset) {
        this(topic, partition, offset, Optional.empty());
    }

    @Override
    public int compareTo(Position other) {
        int byTopic = topic.compareTo(other.topic);
        if (byTopic != 0) return byTopic;
        int byPartition = Integer.compare(partition, other.partition);
        if (byPartition != 0) return byPartition;
        int byOffset = Long.compare(offset, other.offset);
        return byOffset != 0 ? byOffset : Integer.compare(index.orElse(-1), other.index.orElse(-1));
    }

    /** {@code topic-partition@offset}, and {@code #index} where there is one. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset + index.map(i -> "#" + i).orElse("");
    }
}
