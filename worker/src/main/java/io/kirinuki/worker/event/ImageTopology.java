package io.kirinuki.worker.event;

import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.schema.RequestReader;
import io.kirinuki.worker.config.ReviewConfig;
import io.kirinuki.worker.config.TopicsConfig;
import io.kirinuki.worker.ledger.InFlight;
import io.kirinuki.worker.ledger.Intake;
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

    public static Topology of(
            TopicsConfig topics,
            ReviewConfig review,
            LedgerConfig config,
            ImageEngine engine,
            InFlight inFlight,
            LedgerListener listener) {
        RequestReader reader = new RequestReader();
        var read = new ByteArrayDeserializer();
        var write = new ByteArraySerializer();
        var ledger = new LedgerSupplier<>(
                config,
                Intake.WHOLE,
                new RequestAttempt(reader, engine),
                new AnswerEvents(
                        reader,
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
