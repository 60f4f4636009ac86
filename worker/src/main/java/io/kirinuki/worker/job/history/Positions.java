package io.kirinuki.worker.job.history;

import io.kirinuki.schema.Position;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** A set of positions of requests: a bit for each where offsets lie close together, as those of a topic's history do. */
public final class Positions {
    private static final int BLOCK = 1 << 13;

    private record Block(TopicPartition partition, long number) {}

    private final Map<Block, BitSet> blocks = new HashMap<>();
    /** Of records that hold several requests. */
    private final Set<Position> indexed = new HashSet<>();

    /** Whether it was not there before. */
    public boolean add(Position position) {
        if (position.index().isPresent()) return indexed.add(position);
        BitSet bits = blocks.computeIfAbsent(block(position), block -> new BitSet(BLOCK));
        boolean fresh = !bits.get(bit(position));
        bits.set(bit(position));
        return fresh;
    }

    public void remove(Position position) {
        indexed.remove(position);
        BitSet bits = blocks.get(block(position));
        if (bits != null && position.index().isEmpty()) bits.clear(bit(position));
    }

    public boolean holds(Position position) {
        if (position.index().isPresent()) return indexed.contains(position);
        BitSet bits = blocks.get(block(position));
        return bits != null && bits.get(bit(position));
    }

    private static Block block(Position position) {
        return new Block(new TopicPartition(position.topic(), position.partition()), position.offset() / BLOCK);
    }

    private static int bit(Position position) {
        return (int) (position.offset() % BLOCK);
    }
}
