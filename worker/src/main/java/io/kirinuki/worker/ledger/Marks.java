package io.kirinuki.worker.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where backpressure begins and ends, in records in flight of one partition; and how many partitions it holds. Any thread. */
public final class Marks {
    private final int high;
    private final int low;
    private final Map<Object, Integer> paused = new ConcurrentHashMap<>();

    public Marks(int high, int low) {
        if (low < 0 || high <= low) {
            throw new IllegalArgumentException(
                    "flow.high-mark (%d) must be above flow.low-mark (%d), and that not below 0".formatted(high, low));
        }
        this.high = high;
        this.low = low;
    }

    int high() {
        return high;
    }

    int low() {
        return low;
    }

    void pausedPartitions(Object consumer, int partitions) {
        paused.put(consumer, partitions);
    }

    void gone(Object consumer) {
        paused.remove(consumer);
    }

    /** Of all consumers of this worker. */
    public int pausedPartitions() {
        return paused.values().stream().mapToInt(Integer::intValue).sum();
    }
}
