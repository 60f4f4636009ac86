package io.kirinuki.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * The broker as it was before it was killed, which the controller takes for alive until its session ends. Started again
 * within that time, its coordinators come up at once and begin to write the markers of transactions that were open; then
 * the session ends, partitions have no leader for a moment, and Kafka 4.3.1 leaves out their markers as if the topics
 * had been deleted. Such a transaction stays open for ever, or is committed in some partitions and not in others
 * (docs/kafka-lost-markers.md). So the controller alone runs first, until it has fenced that life.
 */
final class FormerLife {
    /** Written by Kafka when a broker stops in order. */
    private static final String STOPPED_IN_ORDER = ".kafka_cleanshutdown";

    private static final long SESSION_MILLIS = 250;
    /** Several sessions: the controller looks once one has passed since it became active. */
    private static final long FENCING_MILLIS = 1_500;

    private FormerLife() {}

    /** {@code settings} are those that the broker is about to start with. Blocks some 2 seconds where it was killed. */
    static void fence(Path log, Map<String, String> settings) throws InterruptedException {
        if (Files.exists(log.resolve(STOPPED_IN_ORDER)) || !Files.exists(log.resolve("__cluster_metadata-0"))) return;
        Map<String, String> alone = new HashMap<>(settings);
        alone.put("process.roles", "controller");
        alone.put(
                "listeners",
                "CONTROLLER://" + settings.get("controller.quorum.voters").replaceFirst(".*@", ""));
        alone.put("broker.session.timeout.ms", Long.toString(SESSION_MILLIS));
        alone.put("broker.heartbeat.interval.ms", Long.toString(SESSION_MILLIS / 2));
        alone.remove("advertised.listeners");
        alone.remove("inter.broker.listener.name");
        KafkaRaftServer controller = new KafkaRaftServer(new KafkaConfig(alone, false), Time.SYSTEM);
        try {
            controller.startup();
            Thread.sleep(FENCING_MILLIS);
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }
}
