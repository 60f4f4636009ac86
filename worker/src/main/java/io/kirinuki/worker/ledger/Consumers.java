package io.kirinuki.worker.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What the main consumers of this worker show of themselves: when each polled last, how many partitions it holds back,
 * and how many a topic has as it knows it. Any thread.
 */
public final class Consumers {
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
        return signs.values().stream().mapToInt(sign -> sign.paused).sum();
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
        private volatile int paused;

        private Sign(Thread thread) {
            this.thread = thread;
            this.polled = nanos.getAsLong();
        }

        void polls() {
            polled = nanos.getAsLong();
        }

        void paused(int partitions) {
            paused = partitions;
        }
    }
}
