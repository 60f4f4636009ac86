package io.kirinuki.worker.event;

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
 * Requests in, answers and dead letters out. The source reads bytes, so that an event that cannot be read takes the
 * same way, and keeps the same promises, as every other.
 */
public final class ImageTopology {
    private ImageTopology() {}

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
        var read = new ByteArrayDeserializer();
        var write = new ByteArraySerializer();
        var ledger = new LedgerSupplier<>(
                config,
                doors,
                new RequestAttempt(doors, new Sequencers(), engine),
                new AnswerEvents(
                        doors,
                        source,
                        review.topic().isPresent() ? OptionalDouble.of(review.above()) : OptionalDouble.empty()),
                inFlight,
                listener,
                topics.requests(),
                "results",
                "failures");
        Topology topology = new Topology()
                .addSource("requests", read, read, topics.requests())
                .addProcessor("in-flight", ledger, "requests")
                .addSink("results", topics.results(), write, write, "in-flight")
                .addSink("failures", topics.failures(), write, write, "in-flight");
        review.topic().ifPresent(topic -> topology.addSink("review", topic, write, write, "in-flight"));
        return topology;
    }
}
