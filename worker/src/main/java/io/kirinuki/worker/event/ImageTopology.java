package io.kirinuki.worker.event;

import io.kirinuki.batch.Traffic;
import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.worker.config.ReviewConfig;
import io.kirinuki.worker.config.TopicsConfig;
import io.kirinuki.worker.event.door.Doors;
import io.kirinuki.worker.event.door.Sequencers;
import io.kirinuki.worker.ledger.InFlight;
import io.kirinuki.worker.ledger.LedgerConfig;
import io.kirinuki.worker.ledger.LedgerListener;
import io.kirinuki.worker.ledger.LedgerSupplier;
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
    private final String source;
    private final Doors doors;
    private final TopicsConfig topics;
    private final ReviewConfig review;
    private final LedgerConfig config;
    private final ImageEngine engine;
    private final InFlight inFlight;
    private final LedgerListener listener;
    private final Topology topology = new Topology();

    private ImageTopology(
            String source,
            Doors doors,
            TopicsConfig topics,
            ReviewConfig review,
            LedgerConfig config,
            ImageEngine engine,
            InFlight inFlight,
            LedgerListener listener) {
        this.source = source;
        this.doors = doors;
        this.topics = topics;
        this.review = review;
        this.config = config;
        this.engine = engine;
        this.inFlight = inFlight;
        this.listener = listener;
    }

    /** @param source of the answers, as CloudEvents know it: a URI reference */
    public static Topology of(
            String source,
            Doors doors,
            TopicsConfig topics,
            ReviewConfig review,
            LedgerConfig config,
            ImageEngine engine,
            InFlight inFlight,
            LedgerListener listener) {
        ImageTopology all = new ImageTopology(source, doors, topics, review, config, engine, inFlight, listener);
        // Live comes first, and without a suffix: its stores keep their names whether there is backfill or not.
        all.add(topics.requests(), Traffic.LIVE, "");
        topics.backfill().ifPresent(topic -> all.add(topic, Traffic.BACKFILL, "-backfill"));
        return all.topology;
    }

    /** {@code suffix} ends the names of nodes and stores, for each sub-topology must have its own. */
    private void add(String topic, Traffic traffic, String suffix) {
        var read = new ByteArrayDeserializer();
        var write = new ByteArraySerializer();
        String inFlightNode = "in-flight" + suffix;
        var doubtful = review.topic().isPresent() ? OptionalDouble.of(review.above()) : OptionalDouble.empty();
        var ledger = new LedgerSupplier<>(
                config,
                doors,
                new RequestAttempt(doors, new Sequencers(), engine, traffic),
                new AnswerEvents(doors, source, doubtful, suffix),
                inFlight,
                listener,
                topic,
                suffix,
                "results" + suffix,
                "failures" + suffix);
        topology.addSource("requests" + suffix, read, read, topic)
                .addProcessor(inFlightNode, ledger, "requests" + suffix)
                .addSink("results" + suffix, topics.results(), write, write, inFlightNode)
                .addSink("failures" + suffix, topics.failures(), write, write, inFlightNode);
        review.topic().ifPresent(to -> topology.addSink("review" + suffix, to, write, write, inFlightNode));
    }
}
