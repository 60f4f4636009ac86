package io.kirinuki.worker.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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

        @Setting(meaning = "`true`: brokers are spoken to by TLS alone.", fallback = "false")
        boolean encrypted,

        TlsConfig tls,

        SaslConfig sasl,

        @Setting(
                meaning = "Any setting of Kafka Streams, its consumers or producers, passed on as it is. In the"
                        + " environment, `MAX_POLL_RECORDS` at the end stands for `max.poll.records`.")
        Map<String, String> properties,

        @Setting(
                meaning =
                        "The same, but for each setting a file that holds its value, such as a password, read at the start.")
        Map<String, String> propertyFiles) {

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

    /** Settings of Kafka that are made of ours, where ours are used. */
    private static final Set<String> OF_SECURITY = Set.of(
            "security.protocol",
            "ssl.truststore.type",
            "ssl.truststore.certificates",
            "ssl.truststore.location",
            "ssl.keystore.type",
            "ssl.keystore.key",
            "ssl.keystore.certificate.chain",
            "ssl.keystore.location",
            "sasl.mechanism",
            "sasl.jaas.config");

    /** Who may be before the host of an address, as of a database's. */
    private static final Pattern BROKER =
            Pattern.compile("([A-Za-z][A-Za-z0-9_+.-]*://)?(\\[[0-9A-Fa-f:.%]+]|[^\\s/@:\\[\\]]+):\\d{1,5}");

    public KafkaConfig {
        properties = Map.copyOf(properties);
        propertyFiles = Map.copyOf(propertyFiles);
        var contradictions = new Contradictions()
                .refuseIf(
                        replicationFactor == 0,
                        "kirinuki.kafka.replication-factor: 0 replicas cannot be; use -1 or at least 1")
                .refuseIf(
                        !properties.getOrDefault(GUARANTEE_SETTING, GUARANTEE).equals(GUARANTEE),
                        "kirinuki.kafka.properties.%s: must be %s or absent, %s"
                                .formatted(GUARANTEE_SETTING, GUARANTEE, RetiredKeys.ANSWERS_WERE_LOST));
        contradictions.refuseIf(
                !Arrays.stream(bootstrapServers.split(","))
                        .map(String::strip)
                        .allMatch(broker -> BROKER.matcher(broker).matches()),
                "kirinuki.kafka.bootstrap-servers: \"%s\" is no list of host:port, separated by commas, without users"
                        .formatted(Hidden.within(bootstrapServers)));
        sasl.refuseHalves(tls.refuseHalves(contradictions, "kirinuki.kafka.tls"))
                .refuseIf(
                        !tls.isEmpty() && !encrypted,
                        "kirinuki.kafka.tls: certificates are of no use without TLS; set kirinuki.kafka.encrypted to true, or remove them");
        boolean ours = encrypted || sasl.mechanism().isPresent();
        Map.of("properties", properties, "property-files", propertyFiles)
                .forEach((below, given) -> given.keySet().stream()
                        .sorted()
                        .forEach(name -> contradictions
                                .refuseIf(
                                        OWN_KEYS.containsKey(name),
                                        "kirinuki.kafka.%s.%s: has a key of its own; set kirinuki.kafka.%s instead"
                                                .formatted(below, name, OWN_KEYS.get(name)))
                                .refuseIf(
                                        ours && OF_SECURITY.contains(name),
                                        "kirinuki.kafka.%s.%s: is made of kirinuki.kafka.encrypted, tls and sasl, which are set; leave either out"
                                                .formatted(below, name))));
        propertyFiles.keySet().stream()
                .filter(properties::containsKey)
                .sorted()
                .forEach(name -> contradictions.refuseIf(
                        true,
                        "kirinuki.kafka.property-files.%s: kirinuki.kafka.properties.%s is given too; give one of them"
                                .formatted(name, name)));
        contradictions.orThrow();
    }

    /**
     * What Kafka is to be told of security, and what is passed on as it is, files read. Throws {@link ConfigException} where
     * one cannot be.
     */
    public Map<String, String> passedOn() {
        Map<String, String> settings = new HashMap<>();
        boolean login = sasl.mechanism().isPresent();
        if (encrypted || login) {
            settings.put("security.protocol", (login ? "SASL_" : "") + (encrypted ? "SSL" : "PLAINTEXT"));
        }
        sasl.mechanism().ifPresent(mechanism -> {
            settings.put("sasl.mechanism", mechanism.kafkaName());
            settings.put("sasl.jaas.config", sasl.jaas());
        });
        if (!tls.isEmpty()) {
            checkCertificates();
            tls.caFile().ifPresent(file -> {
                settings.put("ssl.truststore.type", "PEM");
                settings.put("ssl.truststore.certificates", content("tls.ca-file", file));
            });
            tls.keyFile().ifPresent(file -> {
                settings.put("ssl.keystore.type", "PEM");
                settings.put("ssl.keystore.key", content("tls.key-file", file));
                settings.put(
                        "ssl.keystore.certificate.chain",
                        content("tls.certificate-file", tls.certificateFile().orElseThrow()));
            });
        }
        settings.putAll(properties);
        propertyFiles.forEach((name, file) -> settings.put(name, content("property-files." + name, Path.of(file))));
        return settings;
    }

    private void checkCertificates() {
        try {
            var unused = tls.files().checked();
        } catch (IllegalArgumentException e) {
            throw new ConfigException("kirinuki.kafka.tls." + e.getMessage());
        }
    }

    private static String content(String key, Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ConfigException("kirinuki.kafka.%s: the file %s cannot be read: %s".formatted(key, file, e));
        }
    }

    /** Without the values of {@link #properties}, which may be secret. */
    @Override
    public String toString() {
        return "KafkaConfig[%s, %s, %s]".formatted(bootstrapServers, applicationId, properties.keySet());
    }
}
