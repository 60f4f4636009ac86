package io.kirinuki.worker.ledger;

import io.kirinuki.batch.Traffic;
import java.util.HashMap;
import java.util.Map;

/**
 * One way through a worker: a topic that is read, the ledger of what is in flight, and the topics that answers go to.
 * The lanes of a worker share all that lies behind the ledger, and no node, store or record.
 *
 * @param topic that it reads
 * @param traffic what its requests are to the engine
 * @param suffix ends the names of its nodes and stores, for each lane must have its own; none for live, so that its
 *     stores keep their names whether there is backfill or not
 * @param sinks topics by the name of the node that writes to them: see {@link #results}, {@link #failures}
 */
public record Lane(String topic, Traffic traffic, String suffix, Map<String, String> sinks) {
    public Lane {
        sinks = Map.copyOf(sinks);
    }

    /** A lane of the usual sinks. */
    public static Lane of(String topic, Traffic traffic, String results, String failures) {
        String suffix = suffix(traffic);
        return new Lane(topic, traffic, suffix, Map.of("results" + suffix, results, "failures" + suffix, failures));
    }

    private static String suffix(Traffic traffic) {
        return switch (traffic) {
            case LIVE -> "";
            case BACKFILL -> "-backfill";
        };
    }

    /** The same, and another sink; {@code name} is given the suffix. */
    public Lane and(String name, String sinkTopic) {
        Map<String, String> more = new HashMap<>(sinks);
        more.put(name + suffix, sinkTopic);
        return new Lane(topic, traffic, suffix, more);
    }

    /** The node that reads. */
    public String source() {
        return "requests" + suffix;
    }

    /** The node that keeps the ledger. */
    public String inFlight() {
        return "in-flight" + suffix;
    }

    /** The sink of answers. */
    public String results() {
        return "results" + suffix;
    }

    /** The sink of dead letters. */
    public String failures() {
        return "failures" + suffix;
    }

    String ledger() {
        return Ledger.STORE + suffix;
    }
}
