package io.kirinuki.worker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How the worker joins Kafka. A {@link #replicationFactor} of -1 leaves internal topics to the broker's default. */
public record KafkaConfig(
        @Setting(meaning = "Brokers to start from, as `host:port`, separated by commas.")
        String bootstrapServers,

        @Setting(
                meaning = "Consumer group and prefix of internal topics; workers that share it share the partitions.",
                fallback = "kirinuki")
        String applicationId,

        @Setting(
                meaning = "Name of this worker for static membership, such as the pod's; without one, membership is"
                        + " dynamic.")
        Optional<String> instanceId,

        @Setting(meaning = "Time between commits; results become visible then.", fallback = "100ms", least = "1ms")
        Duration commitInterval,

        @Setting(meaning = "Number of stream threads.", fallback = "1", least = "1", most = "64")
        int streamThreads,

        @Setting(
                meaning = "Folder for the state that Kafka Streams keeps on disk; keep it across restarts.",
                fallback = "${java.io.tmpdir}/kirinuki-state")
        Path stateDir,

        @Setting(
                meaning = "Replicas of internal topics; -1 is the broker's default.",
                fallback = "-1",
                least = "-1",
                most = "32767")
        int replicationFactor,

        @Setting(
                meaning = "Any setting of Kafka Streams, its consumers or producers, passed on as it is. In the"
                        + " environment, `MAX_POLL_RECORDS` at the end stands for `max.poll.records`.")
        Map<String, String> properties) {

    /** The only guarantee under which an answer and its entry's end are one: see decisions.md. */
    public static final String GUARANTEE = "exactly_once_v2";

    private static final String GUARANTEE_SETTING = "processing.guarantee";

    /** Settings of Kafka that have keys of their own here. */
    private static final Map<String, String> OWN_KEYS = Map.of(
            "bootstrap.servers", "bootstrap-servers",
            "application.id", "application-id",
            "group.instance.id", "instance-id",
            "commit.interval.ms", "commit-interval",
            "num.stream.threads", "stream-threads",
            "state.dir", "state-dir",
            "replication.factor", "replication-factor");

    public KafkaConfig {
        properties = Map.copyOf(properties);
        var contradictions = new Contradictions()
                .refuseIf(
                        replicationFactor == 0,
                        "kirinuki.kafka.replication-factor: 0 replicas cannot be; use -1 or at least 1")
                .refuseIf(
                        !properties.getOrDefault(GUARANTEE_SETTING, GUARANTEE).equals(GUARANTEE),
                        "kirinuki.kafka.properties.%s: must be %s or absent, %s"
                                .formatted(GUARANTEE_SETTING, GUARANTEE, RetiredKeys.ANSWERS_WERE_LOST));
        properties.keySet().stream()
                .filter(OWN_KEYS::containsKey)
                .sorted()
                .forEach(name -> contradictions.refuseIf(
                        true,
                        "kirinuki.kafka.properties.%s: has a key of its own; set kirinuki.kafka.%s instead"
                                .formatted(name, OWN_KEYS.get(name))));
        contradictions.orThrow();
    }

    /** Without the values of {@link #properties}, which may be secret. */
    @Override
    public String toString() {
        return "KafkaConfig[%s, %s, %s]".formatted(bootstrapServers, applicationId, properties.keySet());
    }
}
