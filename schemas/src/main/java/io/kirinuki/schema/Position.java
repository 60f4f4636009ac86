package io.kirinuki.schema;

/** Where the request was read: a Kafka topic, partition and offset. */
public record Position(String topic, int partition, long offset) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
        int byTopic = topic.compareTo(other.topic);
        if (byTopic != 0) return byTopic;
        int byPartition = Integer.compare(partition, other.partition);
        return byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
    }

    /** {@code topic-partition@offset}. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
