package io.kirinuki.worker.ledger;

import io.kirinuki.batch.Tenant;
import io.kirinuki.schema.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
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

    /** What a partition has in its ledger; {@code bytes} are those of keys, values and headers. */
    record Load(int requests, long bytes) {
        private static final Load NONE = new Load(0, 0);
    }

    /** {@code time} is that of its record. */
    private record Held(long time, long bytes) {}

    private final Map<TopicPartition, Count> partitions = new ConcurrentHashMap<>();
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
        return load(partition).requests();
    }

    Load load(TopicPartition partition) {
        Count count = partitions.get(partition);
        return count == null ? Load.NONE : new Load(count.value(), count.bytes.get());
    }

    /** Whether the calling thread runs the task of that partition. */
    boolean runsHere(TopicPartition partition) {
        Count count = partitions.get(partition);
        return count != null && count.thread.equals(Thread.currentThread());
    }

    /** Of tenants that have any, where they take turns. */
    public Map<Tenant, Integer> byTenant() {
        Map<Tenant, Integer> sums = new HashMap<>();
        partitions
                .values()
                .forEach(count -> count.tenants.forEach((tenant, some) -> sums.merge(tenant, some, Integer::sum)));
        return sums;
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
        private final Map<Position, Held> requests = new ConcurrentHashMap<>();
        private final Map<Tenant, Integer> tenants = new ConcurrentHashMap<>();
        private final AtomicLong bytes = new AtomicLong();

        private volatile int resting;

        private Count(TopicPartition partition) {
            this.partition = partition;
        }

        /** A record without a time, or of one that is yet to come, counts from now. */
        void add(LedgerEntry entry) {
            long now = wallMillis.getAsLong();
            boolean told = entry.timestamp() > 0 && entry.timestamp() < now;
            Held held = new Held(told ? entry.timestamp() : now, entry.bytes());
            requests.put(entry.position(), held);
            bytes.addAndGet(held.bytes());
        }

        void remove(LedgerEntry entry) {
            Held held = requests.remove(entry.position());
            if (held != null) bytes.addAndGet(-held.bytes());
        }

        /** Of a tenant so many more, or fewer. */
        void count(Tenant tenant, int more) {
            tenants.merge(tenant, more, (before, now) -> before + now == 0 ? null : before + now);
        }

        void resting(int some) {
            if (resting != some) resting = some;
        }

        int value() {
            return requests.size();
        }

        private Reading reading() {
            long now = wallMillis.getAsLong();
            Optional<Duration> oldest = requests.values().stream()
                    .map(Held::time)
                    .min(Long::compare)
                    .map(time -> Duration.ofMillis(Math.max(0, now - time)));
            return new Reading(requests.size(), resting, oldest);
        }

        /** Another task may have opened the partition meanwhile: its count stays. */
        @Override
        public void close() {
            partitions.remove(partition, this);
        }
    }
}
