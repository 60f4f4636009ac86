package io.kirinuki.worker.ledger;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Whose hands requests are in: what the ledgers of one process know of each other, so that the death of a worker can be
 * told from a parting in order. Any thread, unless said otherwise.
 */
public final class Custody {
    private static final long LOOK_MILLIS = 5;

    /** A ledger that has begun and not ended; called on its stream thread, but for {@link #parted}. */
    interface Holder {
        /** Writes down that the next owner has nothing to hold against what is in flight. */
        void handOver();

        /** Whether what {@link #handOver} writes is committed by a revocation that comes now. */
        boolean canHandOver();

        /** Whether one of its requests runs that is suspected. */
        boolean runsSuspect();

        /** Whether nothing is left to be written down. */
        boolean parted();
    }

    private final long owner = ThreadLocalRandom.current().nextLong();
    private final Commits commits;
    private final Fence fence = new Fence();
    private final Company company = new Company();
    private final Map<TopicPartition, Holder> holders = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Map<String, Integer>> lastHeld = new ConcurrentHashMap<>();
    private final AtomicInteger suspects = new AtomicInteger();
    private volatile boolean parting;

    Custody(LongSupplier nanos) {
        commits = new Commits(nanos);
    }

    /** This process, from its start to its end. */
    long owner() {
        return owner;
    }

    Commits commits() {
        return commits;
    }

    Fence fence() {
        return fence;
    }

    Company company() {
        return company;
    }

    /** Whether this process is about to stop: nothing begins any more. */
    boolean parting() {
        return parting;
    }

    void open(TopicPartition partition, Holder holder) {
        holders.put(partition, holder);
    }

    /** {@code held} are the deaths, by request, that stood against what the ledger held at last. */
    void close(TopicPartition partition, Holder holder, Map<String, Integer> held) {
        if (holders.remove(partition, holder)) lastHeld.put(partition, Map.copyOf(held));
    }

    /** What {@link #close} was told when this process had the partition last. */
    Map<String, Integer> lastHeld(TopicPartition partition) {
        return Optional.ofNullable(lastHeld.remove(partition)).orElseGet(HashMap::new);
    }

    void suspectBegins() {
        suspects.incrementAndGet();
    }

    void suspectEnds() {
        suspects.decrementAndGet();
    }

    int suspects() {
        return suspects.get();
    }

    boolean anySuspectRuns() {
        return suspects.get() > 0;
    }

    /** Called on the stream thread that owns the partitions. */
    boolean canHandOver(Set<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Holder holder = holders.get(partition);
            if (holder != null && holder.runsSuspect() && !holder.canHandOver()) return false;
        }
        return true;
    }

    /** Where it would be committed; called on the stream thread that owns the partitions, before Streams gives them up. */
    void handOver(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Holder holder = holders.get(partition);
            if (holder != null && holder.canHandOver()) holder.handOver();
        }
    }

    /** See {@link Ledgers#handOver}. */
    boolean handOver(Duration patience) throws InterruptedException {
        parting = true;
        long deadline = System.nanoTime() + patience.toNanos();
        while (!holders.values().stream().allMatch(Holder::parted)) {
            if (System.nanoTime() > deadline) return false;
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }
}
