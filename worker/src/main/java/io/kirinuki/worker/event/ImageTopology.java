package io.kirinuki.worker.event;

import io.kirinuki.batch.Traffic;
import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.worker.config.ReviewConfig;
import io.kirinuki.worker.config.TenantBy;
import io.kirinuki.worker.config.TopicsConfig;
import io.kirinuki.worker.event.door.Doors;
import io.kirinuki.worker.event.door.Sequencers;
import io.kirinuki.worker.ledger.Lane;
import io.kirinuki.worker.ledger.LedgerSupplier;
import io.kirinuki.worker.ledger.Ledgers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;

/**
 * Requests in, answers and dead letters out: one sub-topology for live requests and, where there is a topic for it, one
 * for backfill, over one engine. Sources read bytes, so that an event that cannot be read takes the same way, and keeps
 * the same promises, as every other.
 */
public final class ImageTopology {
    private static final String REVIEW = "review";

    private final String source;
    private final Doors doors;
    private final ReviewConfig review;
    private final Ledgers ledgers;
    private final ImageEngine engine;
    private final Observers observers;
    private final Optional<Tenants> tenants;
    private final Topology topology = new Topology();

    private ImageTopology(
            String source,
            Doors doors,
            ReviewConfig review,
            Ledgers ledgers,
            ImageEngine engine,
            Observers observers,
            Optional<TenantBy> tenants) {
        this.source = source;
        this.doors = doors;
        this.review = review;
        this.ledgers = ledgers;
        this.engine = engine;
        this.observers = observers;
        this.tenants = tenants.map(by -> new Tenants(by, doors));
    }

    /**
     * @param source of the answers, as CloudEvents know it: a URI reference
     * @param tenants what tells them apart, where they take turns
     */
    public static Topology of(
            String source,
            Doors doors,
            TopicsConfig topics,
            ReviewConfig review,
            Ledgers ledgers,
            ImageEngine engine,
            Observers observers,
            Optional<TenantBy> tenants) {
        ImageTopology all = new ImageTopology(source, doors, review, ledgers, engine, observers, tenants);
        lanes(topics, review).forEach(all::add);
        return all.topology;
    }

    /** Live comes first. */
    private static List<Lane> lanes(TopicsConfig topics, ReviewConfig review) {
        List<Lane> lanes = new ArrayList<>();
        lanes.add(Lane.of(topics.requests(), Traffic.LIVE, topics.results(), topics.failures()));
        topics.backfill()
                .ifPresent(topic -> lanes.add(Lane.of(topic, Traffic.BACKFILL, topics.results(), topics.failures())));
        review.topic().ifPresent(topic -> lanes.replaceAll(lane -> lane.and(REVIEW, topic)));
        return lanes;
    }

    /** The sink of results that a person should look at; there where a topic is configured for it. */
    static String review(Lane lane) {
        return REVIEW + lane.suffix();
    }

    private void add(Lane lane) {
        var read = new ByteArrayDeserializer();
        var write = new ByteArraySerializer();
        var doubtful = review.topic().isPresent() ? OptionalDouble.of(review.above()) : OptionalDouble.empty();
        topology.addSource(lane.source(), read, read, lane.topic())
                .addProcessor(
                        lane.inFlight(),
                        new LedgerSupplier<>(
                                ledgers,
                                lane,
                                doors,
                                new RequestAttempt(
                                        doors, new Sequencers(), engine, lane.traffic(), observers.traces(), tenants),
                                new AnswerEvents(doors, source, doubtful, lane, observers)),
                        lane.source());
        lane.sinks().forEach((sink, topic) -> topology.addSink(sink, topic, write, write, lane.inFlight()));
    }
}
