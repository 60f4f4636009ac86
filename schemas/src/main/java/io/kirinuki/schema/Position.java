package io.kirinuki.schema;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the request was read: a Kafka topic, partition and offset.
 *
 * @param index which of the events of one record it is, from 0; absent where the record is one request
 */
public record Position(String topic, int partition, long offset, Optional<Integer> index)
        implements Comparable<Position> {
    private static final Pattern TEXT = Pattern.compile("(.+)-([0-9]{1,9})@([0-9]{1,18})(?:#([0-9]{1,9}))?");

    public Position {
        Objects.requireNonNull(index);
    }

    public Position(String topic, int partition, long offset) {
        this(topic, partition, offset, Optional.empty());
    }

    /** Reads what {@link #toString} gives; empty where it is something else. */
    public static Optional<Position> parse(String text) {
        var parts = TEXT.matcher(text);
        if (!parts.matches()) return Optional.empty();
        return Optional.of(new Position(
                parts.group(1),
                Integer.parseInt(parts.group(2)),
                Long.parseLong(parts.group(3)),
                Optional.ofNullable(parts.group(4)).map(Integer::valueOf)));
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
