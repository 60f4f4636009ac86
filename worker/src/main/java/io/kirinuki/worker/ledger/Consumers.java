package io.kirinuki.worker.ledger;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * What the main consumers of this worker show of themselves: when each polled last, which partitions it holds back and
 * where, and how many a topic has as it knows it. Any thread.
 */
public final class Consumers {
    /** In the place of an offset: it was not known when the partition was held back. */
    static final long UNKNOWN = -1;

    private final LongSupplier nanos;
    private final Map<PausingConsumer, Sign> signs = new ConcurrentHashMap<>();
    private volatile Runnable entrance = () -> {};

    Consumers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** What each stream thread does before its first poll, when it has joined no group and holds no partition. */
    public void atFirst(Runnable entrance) {
        this.entrance = entrance;
    }

    /** Begins with the calling thread's first poll. */
    Sign enter(PausingConsumer consumer) {
        entrance.run();
        Sign sign = new Sign(Thread.currentThread());
        signs.put(consumer, sign);
        return sign;
    }

    /** A thread that broke is replaced, and its consumer with it: what the old one showed must not stay. */
    void gone(PausingConsumer consumer) {
        signs.remove(consumer);
    }

    /** Partitions that rest, of all consumers. */
    public int pausedPartitions() {
        return signs.values().stream().mapToInt(sign -> sign.held.size()).sum();
    }

    /** Of partitions that rest, the next offset to be read: a consumer does not ask how much lies behind it. */
    public Map<TopicPartition, Long> held() {
        Map<TopicPartition, Long> held = new HashMap<>();
        signs.values().forEach(sign -> held.putAll(sign.held));
        held.values().removeIf(offset -> offset == UNKNOWN);
        return held;
    }

    /** How long ago each stream thread began its last poll, by the thread's name without the process's id. */
    public Map<String, Duration> silences() {
        Map<String, Duration> silences = new TreeMap<>();
        signs.values()
                .forEach(sign -> silences.merge(
                        sign.thread.getName().replaceFirst(".*-(?=StreamThread-)", ""),
                        Duration.ofNanos(Math.max(0, nanos.getAsLong() - sign.polled)),
                        (one, other) -> one.compareTo(other) > 0 ? one : other));
        return silences;
    }

    /** How many partitions a topic has, as the calling stream thread's own consumer knows it; absent on other threads. */
    public OptionalInt partitionsKnownHere(String topic) {
        for (Map.Entry<PausingConsumer, Sign> each : signs.entrySet()) {
            if (each.getValue().thread.equals(Thread.currentThread())) {
                return OptionalInt.of(each.getKey().partitionsFor(topic).size());
            }
        }
        return OptionalInt.empty();
    }

    /** Of one consumer; written by its thread. */
    final class Sign {
        private final Thread thread;
        private volatile long polled;
        private volatile Map<TopicPartition, Long> held = Map.of();

        private Sign(Thread thread) {
            this.thread = thread;
            this.polled = nanos.getAsLong();
        }

        void polls() {
            polled = nanos.getAsLong();
        }

        void holds(Map<TopicPartition, Long> partitions) {
            if (!held.equals(partitions)) held = Map.copyOf(partitions);
        }
    }
}
