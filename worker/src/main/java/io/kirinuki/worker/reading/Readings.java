package io.kirinuki.worker.reading;

import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.Traffic;
import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.pipeline.Models;
import io.kirinuki.pipeline.Occupancy;
import io.kirinuki.pipeline.ServedModel;
import io.kirinuki.worker.ledger.InFlight;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the worker does now, as plain values: what it owes, how old the oldest of that is, what its accelerator is at or
 * waits for, and how near it comes to what the models could do. The metrics, the admin port and an autoscaler read the
 * same.
 *
 * <p>Threads: any may ask. One of its own looks some twenty times a second where images and lanes are, and costs the
 * images nothing but a place in a set.
 */
public final class Readings implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Readings.class);
    private static final double SECOND = 1e9;
    /** At random between the two, so that it beats with nothing. */
    private static final int LEAST_MILLIS = 30;

    private static final int MOST_MILLIS = 70;
    private static final double EFFICIENCY_SECONDS = 5;

    /** What is looked at. */
    public interface Parts {
        /** By partition, of those that are owned. */
        Map<TopicPartition, InFlight.Reading> ledgers();

        /** In all ledgers. */
        int inFlight();

        /** Of those, put off. */
        int resting();

        /** By partition, of those that are owned. */
        Map<TopicPartition, Long> unread();

        Occupancy images();

        /** Of the models that images find. */
        Collection<ServedModel> models();

        /** What the requests of a topic are. */
        Traffic traffic(String topic);
    }

    private record Unread(long at, Map<TopicPartition, Long> records) {}

    private final Parts parts;
    private final RunTimes times;
    private final Waits waits = new Waits();
    private final Efficiency efficiency = new Efficiency();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Unread unread;

    public Readings(Parts parts, RunTimes times) {
        this.parts = parts;
        this.times = times;
        this.unread = new Unread(System.nanoTime() - (long) SECOND, Map.of()); // to be asked for at first
    }

    /** The parts of a worker. */
    public static Parts parts(
            InFlight ledgers,
            Supplier<Map<TopicPartition, Long>> unread,
            ImageEngine engine,
            Models models,
            Map<String, Traffic> topics) {
        return new Parts() {
            @Override
            public Map<TopicPartition, InFlight.Reading> ledgers() {
                return ledgers.readings();
            }

            @Override
            public int inFlight() {
                return ledgers.total();
            }

            @Override
            public int resting() {
                return ledgers.resting();
            }

            @Override
            public Map<TopicPartition, Long> unread() {
                return unread.get();
            }

            @Override
            public Occupancy images() {
                return engine.occupancy();
            }

            @Override
            public Collection<ServedModel> models() {
                return models.served().values();
            }

            @Override
            public Traffic traffic(String topic) {
                return topics.getOrDefault(topic, Traffic.LIVE);
            }
        };
    }

    /** Looks until it is closed. */
    public Readings start() {
        Thread.ofPlatform().name("readings").daemon(true).start(this::run);
        return this;
    }

    private void run() {
        long before = System.nanoTime();
        double sinceEfficiency = 0;
        try {
            while (!closed.await(
                    ThreadLocalRandom.current().nextInt(LEAST_MILLIS, MOST_MILLIS), TimeUnit.MILLISECONDS)) {
                long now = System.nanoTime();
                double elapsed = (now - before) / SECOND;
                before = now;
                sinceEfficiency += elapsed;
                boolean due = sinceEfficiency >= EFFICIENCY_SECONDS;
                if (due) sinceEfficiency = 0;
                try {
                    look(elapsed);
                    if (due) efficiency.look(now / SECOND, times.images(), alone());
                } catch (RuntimeException | Error bug) {
                    LOG.error("Bug while looking at what the worker does", bug);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(double elapsed) {
        Lanes lanes = lanes();
        waits.look(elapsed, lanes.all(), lanes.busy(), parts.images(), owed());
    }

    /** Of the model that has most: models take turns at one device, and none alone keeps it busy with fewer. */
    public Lanes lanes() {
        int all = 0;
        int busy = 0;
        for (ServedModel model : parts.models()) {
            var hearts = model.batcher().heartbeats();
            all = Math.max(all, hearts.size());
            busy += (int)
                    hearts.stream().filter(heart -> heart.working().isPresent()).count();
        }
        return new Lanes(all, Math.min(all, busy));
    }

    /** Runs that the device takes at the same time, and those that it is at. */
    public record Lanes(int all, int busy) {}

    public Owed owed() {
        long records = unread().values().stream().mapToLong(Long::longValue).sum();
        return new Owed(records, parts.inFlight(), parts.resting());
    }

    /** By partition; at most a second old, for the consumers' own measures are hundreds. */
    public Map<TopicPartition, Long> unread() {
        Unread known = unread;
        long now = System.nanoTime();
        if (now - known.at() < SECOND) return known.records();
        unread = new Unread(now, Map.copyOf(parts.unread()));
        return unread.records();
    }

    /** How old the oldest request is that was read and not answered, by lane; zero where there is none. */
    public Map<Traffic, Duration> oldest() {
        Map<Traffic, Duration> oldest = new EnumMap<>(Traffic.class);
        for (Traffic traffic : Traffic.values()) oldest.put(traffic, Duration.ZERO);
        parts.ledgers()
                .forEach((partition, ledger) -> ledger.oldest()
                        .ifPresent(age -> oldest.merge(
                                parts.traffic(partition.topic()),
                                age,
                                (one, other) -> one.compareTo(other) > 0 ? one : other)));
        return oldest;
    }

    /** Of every ledger of this worker. */
    public Map<TopicPartition, InFlight.Reading> ledgers() {
        return parts.ledgers();
    }

    /** Seconds since the start, all lanes together as one, by what they went to. */
    public Map<Share, Double> accelerator() {
        return waits.seconds();
    }

    /** What each model alone could do, in images a second; those of which not enough was measured are missing. */
    public Map<String, Double> alone() {
        Map<String, Double> alone = new TreeMap<>();
        for (ServedModel model : parts.models()) {
            int lanes = model.batcher().heartbeats().size();
            times.perLane(model.name()).ifPresent(rate -> alone.put(model.name(), rate * lanes));
        }
        return alone;
    }

    /** What the last minute came to against {@link #alone}, 0 to about 1. */
    public double efficiency() {
        return efficiency.ratio();
    }

    /** The most images that a run of each model takes for now. */
    public Map<String, Integer> largestBatches() {
        Map<String, Integer> largest = new TreeMap<>();
        for (ServedModel model : parts.models()) {
            Batcher<?, ?> batcher = model.batcher();
            largest.put(model.name(), batcher.largest());
        }
        return largest;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
