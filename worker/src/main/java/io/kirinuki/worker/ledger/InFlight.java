package io.kirinuki.worker.ledger;

import io.kirinuki.batch.Tenant;
import io.kirinuki.schema.Position;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * What is in the ledgers, by partition: how many requests, and how old the oldest is. Written by tasks, read by the
 * consumer that feeds them and by whoever looks at the worker. Any thread.
 */
public final class InFlight {
    /** {@code resting} are put off: for the next attempt after a failure, or while a store or device is out. */
    public record Reading(int requests, int resting, Optional<Duration> oldest) {}

    private final Map<TopicPartition, Count> partitions = new ConcurrentHashMap<>();
    private final Map<Tenant, Integer> tenants = new ConcurrentHashMap<>();
    private final LongSupplier wallMillis;

    public InFlight() {
        this(System::currentTimeMillis);
    }

    InFlight(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    /** Counts from 0 for a task that begins. */
    Count open(TopicPartition partition) {
        Count count = new Count(partition);
        partitions.put(partition, count);
        return count;
    }

    public int of(TopicPartition partition) {
        Count count = partitions.get(partition);
        return count == null ? 0 : count.value();
    }

    /** Whether the calling thread runs the task of that partition. */
    boolean runsHere(TopicPartition partition) {
        Count count = partitions.get(partition);
        return count != null && count.thread.equals(Thread.currentThread());
    }

    /** Of a tenant so many more, or fewer. */
    void count(Tenant tenant, int more) {
        tenants.merge(tenant, more, (before, now) -> before + now == 0 ? null : before + now);
    }

    /** Of tenants that have any, where they take turns. */
    public Map<Tenant, Integer> byTenant() {
        return Map.copyOf(tenants);
    }

    public int total() {
        return partitions.values().stream().mapToInt(Count::value).sum();
    }

    /** Of {@link #total}, those that are put off. */
    public int resting() {
        return partitions.values().stream().mapToInt(count -> count.resting).sum();
    }

    /** Of every partition that a task of this worker owns. */
    public Map<TopicPartition, Integer> all() {
        return partitions.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().value()));
    }

    /** Of every partition that a task of this worker owns. */
    public Map<TopicPartition, Reading> readings() {
        return partitions.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().reading()));
    }

    /** One task's requests. Written by its stream thread. */
    final class Count implements AutoCloseable {
        private final TopicPartition partition;
        private final Thread thread = Thread.currentThread();
        /** By request, the time of its record. */
        private final Map<Position, Long> times = new ConcurrentHashMap<>();

        private volatile int resting;

        private Count(TopicPartition partition) {
            this.partition = partition;
        }

        /** A record without a time, or of one that is yet to come, counts from now. */
        void add(LedgerEntry entry) {
            long now = wallMillis.getAsLong();
            boolean told = entry.timestamp() > 0 && entry.timestamp() < now;
            times.put(entry.position(), told ? entry.timestamp() : now);
        }

        void remove(LedgerEntry entry) {
            times.remove(entry.position());
        }

        void resting(int requests) {
            if (resting != requests) resting = requests;
        }

        int value() {
            return times.size();
        }

        private Reading reading() {
            long now = wallMillis.getAsLong();
            Optional<Duration> oldest =
                    times.values().stream().min(Long::compare).map(time -> Duration.ofMillis(Math.max(0, now - time)));
            return new Reading(times.size(), resting, oldest);
        }

        /** Another task may have opened the partition meanwhile: its count stays. */
        @Override
        public void close() {
            partitions.remove(partition, this);
        }
    }
}
