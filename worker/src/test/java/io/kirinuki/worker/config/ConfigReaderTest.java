package io.kirinuki.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kirinuki.image.ByteSize;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    private static final IdentityConfig NOBODY = new IdentityConfig(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final Map<String, String> REQUIRED = Map.of(
            "KIRINUKI_KAFKA_BOOTSTRAP_SERVERS", "broker:9092",
            "KIRINUKI_STORE_ENDPOINT", "http://store:9000",
            "KIRINUKI_STORE_ACCESS_KEY", "access",
            "KIRINUKI_STORE_SECRET_KEY", "hush",
            "KIRINUKI_OUTPUT_BUCKET", "cutouts");

    @TempDir
    private Path folder;

    @Test
    void everyKeyHasItsStatedDefault() {
        assertThat(environment(Map.of()).config())
                .isEqualTo(new WorkerConfig(
                        new KafkaConfig(
                                "broker:9092",
                                "kirinuki",
                                Optional.empty(),
                                Duration.ofMillis(100),
                                1,
                                Path.of(System.getProperty("java.io.tmpdir"), "kirinuki-state"),
                                -1,
                                false,
                                TlsConfig.NONE,
                                new SaslConfig(Optional.empty(), Optional.empty(), Optional.empty()),
                                Map.of(),
                                Map.of()),
                        new TopicsConfig("image-requests", Optional.empty(), "image-results", "image-failures"),
                        new ReviewConfig(Optional.empty(), 0.2),
                        new DoorsConfig(Optional.empty()),
                        new FlowConfig(
                                128,
                                64,
                                FlowConfig.Order.KEY,
                                0.2,
                                new FlowConfig.Retry(10, Duration.ofMillis(200), Duration.ofSeconds(30), 2.0, 0.2)),
                        new TenantsConfig("none", Map.of(), Map.of(), Map.of(), 10_000, 20),
                        new StoreConfig(
                                URI.create("http://store:9000"),
                                "us-east-1",
                                IdentityConfig.Kind.STATIC,
                                Optional.of(new Secret("access")),
                                Optional.of(new Secret("hush")),
                                Optional.empty(),
                                NOBODY,
                                TlsConfig.NONE,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(60),
                                new ByteSize(256 << 10),
                                64,
                                new ArtifactStoreConfig(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        NOBODY,
                                        TlsConfig.NONE)),
                        new OutputConfig("cutouts", "kirinuki", true),
                        new ReachConfig("*", Optional.empty()),
                        new LimitsConfig(
                                ByteSize.mebibytes(64),
                                0,
                                new ByteSize(0),
                                0,
                                new ByteSize(0),
                                64,
                                Duration.ofHours(1)),
                        new AddressesConfig(
                                Optional.empty(),
                                false,
                                "443,80",
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(60),
                                3),
                        new ModelsConfig(
                                Path.of("./models"),
                                Duration.ofSeconds(10),
                                Optional.empty(),
                                0.01,
                                Optional.empty(),
                                new TrialConfig(
                                        TrialConfig.Mode.NONE, 0.05, 200, 0.95, 0.9, 5, 0.05, Optional.empty())),
                        new PipelinesConfig(Optional.empty()),
                        new EngineConfig(EngineConfig.Device.AUTO, 0, 0, 0, Duration.ZERO),
                        new AdminConfig("127.0.0.1", 8080, false, Optional.empty()),
                        new HttpConfig(
                                false,
                                "127.0.0.1",
                                8090,
                                Optional.empty(),
                                false,
                                20,
                                40,
                                64,
                                1000,
                                Duration.ofSeconds(30),
                                ByteSize.mebibytes(32),
                                new ByteSize(0),
                                Duration.ofHours(24),
                                new UploadsConfig(Optional.empty(), "http"),
                                new WebhooksConfig(Optional.empty(), Optional.empty(), false, "443", 6)),
                        new SupervisionConfig(
                                10, Duration.ofMinutes(10), Duration.ofMinutes(3), Duration.ofSeconds(30)),
                        new TracingConfig(Optional.empty(), Optional.empty(), 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"collector:4318", "ftp://collector/v1/traces", "http://me:secret@collector:4318", "http://[x"})
    void anAddressOfACollectorIsWholeAndHoldsNoLogin(String endpoint) {
        assertThatThrownBy(() -> environment(Map.of("KIRINUKI_TRACING_ENDPOINT", endpoint)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("kirinuki.tracing.endpoint")
                .hasMessageNotContaining("secret");
    }

    @Test
    void everyKeyIsReadFromTheFile() throws IOException {
        var file = file("""
                kirinuki:
                  kafka:
                    bootstrap-servers: [one:1, two:2]
                    application-id: app
                    instance-id: pod-0
                    commit-interval: 1s
                    stream-threads: 2
                    state-dir: state
                    replication-factor: 3
                    encrypted: true
                    tls: {ca-file: /ca.pem, certificate-file: /own.pem, key-file: /own.key}
                    sasl: {mechanism: scram-sha-512, username: worker, password: pass}
                    property-files: {ssl.key.password: /password}
                    properties:
                      max.poll.records: 7
                      max: {poll: {interval.ms: 8}}
                  topics: {requests: a, backfill: e, results: b, failures: c}
                  review: {topic: d, above: 0.3}
                  doors: {rules: /rules.yaml}
                  pipelines: {file: /pipelines.yaml}
                  flow:
                    high-mark: 12
                    low-mark: 6
                    order: partition
                    backfill-share: 0.4
                    retry: {max-attempts: 3, initial-backoff: 1s, max-backoff: 2m, multiplier: 1.5, jitter: 0}
                  tenants:
                    by: "header:tenant"
                    weights: {Acme.Ltd: 4}
                    in-flight: {"*": 8, umbrella: 2}
                    per-minute: {umbrella: 600}
                    read-on: 5000
                    shown: 3
                  store:
                    endpoint: https://s3.example.org
                    region: eu-west-1
                    access-key: a
                    secret-key: ${s}
                    session-token: t
                    tls: {ca-file: /ca}
                    artifacts:
                      endpoint: https://other.example.org
                      region: eu-west-2
                      credentials: web-identity
                      identity:
                        credentials-file: /credentials
                        profile: p
                        token-file: /token
                        role: r
                        token-service: https://sts.example.org
                        metadata-service: http://169.254.1.1
                      tls: {certificate-file: /c, key-file: /k}
                    connect-timeout: PT1S
                    read-timeout: 1.5s
                    call-timeout: 20s
                    least-rate: 4KiB
                    max-connections: 5
                  output: {bucket: out, prefix: cut/outs, reuse: false}
                  reach: {sources: [in, in-*/folder], outputs: out/more}
                  limits:
                    max-object-bytes: 10MB
                    max-pixels: 1000
                    bytes-in-flight: 20000000
                    pixels-in-flight: 2000
                    decoding-bytes: 30000000
                    images-in-flight: 3
                    image-timeout: 7m
                  addresses:
                    hosts: [a.example, "*.b.example"]
                    http: true
                    ports: 8443
                    connect-timeout: 1s
                    read-timeout: 2s
                    call-timeout: 3s
                    redirects: 0
                  models:
                    directory: /models
                    refresh: 1m
                    cache: /cache
                    int8-max-loss: 0.5
                    catalogue: /own.yaml
                    trial: {mode: canary, share: 0.1, images: 50, agreeing: 0.8, iou: 0.7, degrees: 10, uncertainty: 0.2, memory: /trials}
                  engine: {device: CUDA, cpu-threads: 4, executors: 2, max-batch: 8, linger: 5ms}
                  admin: {host: localhost, port: 0, pictures: true, names: "kirinuki.example, K2"}
                  http:
                    enabled: true
                    host: 0.0.0.0
                    port: 0
                    keys-file: keys
                    open: false
                    rate: 1.5
                    burst: 3
                    most-waiting: 4
                    most-owed: 5
                    patience: 6s
                    max-upload: 1KiB
                    bytes-in-flight: 8KiB
                    idempotency: 9m
                    uploads: {bucket: in, prefix: http/in}
                    webhooks: {hosts: hooks.example.org, secret: "0123456789abcdef01234567", http: true, ports: 8443, attempts: 2}
                  supervision: {breaks: 4, window: 1h, silence: 30s, stop-within: 12s}
                  tracing: {endpoint: "http://collector:4318/v1/traces", authorization: Bearer t, share: 0.25}
                """);

        assertThat(ConfigReader.read(Optional.of(file), Map.of(), Map.of()).config())
                .isEqualTo(new WorkerConfig(
                        new KafkaConfig(
                                "one:1,two:2",
                                "app",
                                Optional.of("pod-0"),
                                Duration.ofSeconds(1),
                                2,
                                Path.of("state"),
                                3,
                                true,
                                new TlsConfig(
                                        Optional.of(Path.of("/ca.pem")),
                                        Optional.of(Path.of("/own.pem")),
                                        Optional.of(Path.of("/own.key"))),
                                new SaslConfig(
                                        Optional.of(SaslConfig.Mechanism.SCRAM_SHA_512),
                                        Optional.of("worker"),
                                        Optional.of(new Secret("pass"))),
                                Map.of("max.poll.records", "7", "max.poll.interval.ms", "8"),
                                Map.of("ssl.key.password", "/password")),
                        new TopicsConfig("a", Optional.of("e"), "b", "c"),
                        new ReviewConfig(Optional.of("d"), 0.3),
                        new DoorsConfig(Optional.of(Path.of("/rules.yaml"))),
                        new FlowConfig(
                                12,
                                6,
                                FlowConfig.Order.PARTITION,
                                0.4,
                                new FlowConfig.Retry(3, Duration.ofSeconds(1), Duration.ofMinutes(2), 1.5, 0)),
                        new TenantsConfig(
                                "header:tenant",
                                Map.of("Acme.Ltd", "4"),
                                Map.of("*", "8", "umbrella", "2"),
                                Map.of("umbrella", "600"),
                                5_000,
                                3),
                        new StoreConfig(
                                URI.create("https://s3.example.org"),
                                "eu-west-1",
                                IdentityConfig.Kind.STATIC,
                                Optional.of(new Secret("a")),
                                Optional.of(new Secret("${s}")),
                                Optional.of(new Secret("t")),
                                NOBODY,
                                new TlsConfig(Optional.of(Path.of("/ca")), Optional.empty(), Optional.empty()),
                                Duration.ofSeconds(1),
                                Duration.ofMillis(1500),
                                Duration.ofSeconds(20),
                                new ByteSize(4096),
                                5,
                                new ArtifactStoreConfig(
                                        Optional.of(URI.create("https://other.example.org")),
                                        Optional.of("eu-west-2"),
                                        Optional.of(IdentityConfig.Kind.WEB_IDENTITY),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        new IdentityConfig(
                                                Optional.of(Path.of("/credentials")),
                                                Optional.of("p"),
                                                Optional.of(Path.of("/token")),
                                                Optional.of("r"),
                                                Optional.of(URI.create("https://sts.example.org")),
                                                Optional.of(URI.create("http://169.254.1.1"))),
                                        new TlsConfig(
                                                Optional.empty(),
                                                Optional.of(Path.of("/c")),
                                                Optional.of(Path.of("/k"))))),
                        new OutputConfig("out", "cut/outs", false),
                        new ReachConfig("in,in-*/folder", Optional.of("out/more")),
                        new LimitsConfig(
                                new ByteSize(10_000_000),
                                1000,
                                new ByteSize(20_000_000),
                                2000,
                                new ByteSize(30_000_000),
                                3,
                                Duration.ofMinutes(7)),
                        new AddressesConfig(
                                Optional.of("a.example,*.b.example"),
                                true,
                                "8443",
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                0),
                        new ModelsConfig(
                                Path.of("/models"),
                                Duration.ofMinutes(1),
                                Optional.of(Path.of("/cache")),
                                0.5,
                                Optional.of(Path.of("/own.yaml")),
                                new TrialConfig(
                                        TrialConfig.Mode.CANARY,
                                        0.1,
                                        50,
                                        0.8,
                                        0.7,
                                        10,
                                        0.2,
                                        Optional.of(Path.of("/trials")))),
                        new PipelinesConfig(Optional.of(Path.of("/pipelines.yaml"))),
                        new EngineConfig(EngineConfig.Device.CUDA, 4, 2, 8, Duration.ofMillis(5)),
                        new AdminConfig("localhost", 0, true, Optional.of("kirinuki.example, K2")),
                        new HttpConfig(
                                true,
                                "0.0.0.0",
                                0,
                                Optional.of(Path.of("keys")),
                                false,
                                1.5,
                                3,
                                4,
                                5,
                                Duration.ofSeconds(6),
                                new ByteSize(1 << 10),
                                new ByteSize(8 << 10),
                                Duration.ofMinutes(9),
                                new UploadsConfig(Optional.of("in"), "http/in"),
                                new WebhooksConfig(
                                        Optional.of("hooks.example.org"),
                                        Optional.of(new Secret("0123456789abcdef01234567")),
                                        true,
                                        "8443",
                                        2)),
                        new SupervisionConfig(4, Duration.ofHours(1), Duration.ofSeconds(30), Duration.ofSeconds(12)),
                        new TracingConfig(
                                Optional.of("http://collector:4318/v1/traces"),
                                Optional.of(new Secret("Bearer t")),
                                0.25)));
    }

    @Test
    void everyKeyIsReadFromTheEnvironment() {
        for (var key : Keys.all()) {
            if (key.kind() == Key.Kind.MAP || key.type() == Path.class) continue;
            var given = new HashMap<>(companions(key.name()));
            given.put(key.variable(), sample(key));
            assertThat(environment(given).values())
                    .contains(new EffectiveConfig.Value(key.name(), key.secret() ? "***" : sample(key), "environment"));
        }
    }

    @Test
    void kafkaSettingsPassThroughTheEnvironment() {
        var config = environment(Map.of("KIRINUKI_KAFKA_PROPERTIES_MAX_POLL_RECORDS", "32"));

        assertThat(config.config().kafka().properties()).containsExactly(Map.entry("max.poll.records", "32"));
    }

    @Test
    void overrideHidesEnvironmentHidesFileHidesDefault() throws IOException {
        var file = file("""
                kirinuki:
                  topics: {requests: from-file, results: from-file-too}
                  engine: {max-batch: 2}
                """);
        var environment = with(Map.of(
                "KIRINUKI_CONFIG_FILE", file.toString(),
                "KIRINUKI_TOPICS_REQUESTS", "from-environment",
                "KIRINUKI_ENGINE_MAX_BATCH", "3"));

        var read = ConfigReader.read(Optional.empty(), environment, Map.of("kirinuki.engine.max-batch", "4"));

        assertThat(read.config().topics())
                .isEqualTo(new TopicsConfig("from-environment", Optional.empty(), "from-file-too", "image-failures"));
        assertThat(read.config().engine().maxBatch()).isEqualTo(4);
        assertThat(read.print().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "kirinuki.topics.requests: from-environment # environment",
                        "kirinuki.topics.results: from-file-too # file " + file,
                        "kirinuki.topics.failures: image-failures # default",
                        "kirinuki.engine.max-batch: 4 # override");
    }

    @Test
    void commandLineHidesTheVariableThatNamesTheFile() throws IOException {
        var file = file("kirinuki: {engine: {max-batch: 2}}");

        var environment = with(
                Map.of("KIRINUKI_CONFIG_FILE", folder.resolve("absent.yaml").toString()));

        assertThat(ConfigReader.read(Optional.of(file), environment, Map.of())
                        .config()
                        .engine()
                        .maxBatch())
                .isEqualTo(2);
    }

    @Test
    void emptyValueCountsAsNotGiven() throws IOException {
        var file = file("kirinuki: {kafka: {instance-id: }, engine: {max-batch: 2}}");

        var config = ConfigReader.read(Optional.of(file), with(Map.of("KIRINUKI_ENGINE_MAX_BATCH", "")), Map.of())
                .config();

        assertThat(config.kafka().instanceId()).isEmpty();
        assertThat(config.engine().maxBatch()).isEqualTo(2);
    }

    @Test
    void secretsComeFromFilesAndAreNeverPrinted() throws IOException {
        var secret = Files.writeString(folder.resolve("secret"), "from a file\n");
        var environment = new HashMap<>(with(Map.of(
                "KIRINUKI_STORE_SECRET_KEY_FILE",
                secret.toString(),
                "KIRINUKI_KAFKA_PROPERTIES_SASL_JAAS_CONFIG",
                "hush",
                "KIRINUKI_KAFKA_PROPERTIES_CONSUMER_SSL_KEY_PASSWORD",
                "hush")));
        environment.remove("KIRINUKI_STORE_SECRET_KEY");

        var read = ConfigReader.read(Optional.empty(), environment, Map.of());

        assertThat(read.config().store().secretKey().orElseThrow().reveal()).isEqualTo("from a file");
        assertThat(read.print().lines().filter(line -> line.contains("***"))).hasSize(4);
        assertThat(read.print() + read.config() + read.values()).doesNotContain("hush", "from a file");
    }

    @Test
    void allProblemsAreReportedAtOnce() throws IOException {
        var file = file("""
                kirinuki:
                  store: {endpont: http://store:9000, secret-key: hush, secret-key-file: /absent/key}
                  flow: {high-mark: 10, low-mark: 10}
                  admin: {port: http}
                elsewhere: 1
                """);
        var environment = Map.of(
                "KIRINUKI_STORE_ENDPONT", "http://store:9000",
                "KIRINUKI_ENGINE_MAX_BATCH", "-1",
                "KIRINUKI_STORE_ACCESS_KEY_FILE", "/absent/key",
                "KIRINUKI_JAVA_OPTS", "-Xmx1g",
                "KIRINUKI_JAVA_HOME", "/java",
                "KIRINUKI_SERVICE_HOST", "10.0.0.1",
                "KIRINUKI_PORT", "tcp://10.0.0.1:8080",
                "KIRINUKI_PORT_8080_TCP_ADDR", "10.0.0.1",
                "HOME", "/root");

        assertThat(problems(Optional.of(file), environment))
                .containsExactlyInAnyOrder(
                        "elsewhere: unknown key; remove it",
                        "kirinuki.store.endpont: unknown key; did you mean kirinuki.store.endpoint?",
                        "KIRINUKI_STORE_ENDPONT: unknown environment variable; did you mean KIRINUKI_STORE_ENDPOINT?",
                        "kirinuki.store.secret-key-file: kirinuki.store.secret-key is given too; give one of them",
                        "kirinuki.store.access-key-file: the file /absent/key cannot be read: there is no such file",
                        "kirinuki.kafka.bootstrap-servers: is required; set it, or KIRINUKI_KAFKA_BOOTSTRAP_SERVERS",
                        "kirinuki.store.endpoint: is required; set it, or KIRINUKI_STORE_ENDPOINT",
                        "kirinuki.output.bucket: is required; set it, or KIRINUKI_OUTPUT_BUCKET",
                        "kirinuki.flow.low-mark: 10 is not below kirinuki.flow.high-mark, which is 10; lower the one"
                                + " or raise the other",
                        "kirinuki.engine.max-batch: \"-1\" is below the least allowed, 0 (from environment)",
                        "kirinuki.admin.port: \"http\" is not a whole number such as 16 (from file " + file + ")");
    }

    @Test
    void aTrialWithoutAMemoryStopsTheStart() {
        assertThatThrownBy(() -> environment(Map.of("KIRINUKI_MODELS_TRIAL_MODE", "shadow")))
                .hasMessageContaining("kirinuki.models.trial.memory: is missing");
    }

    @Test
    void aTrialThatNobodyLooksAfterStopsTheStart() {
        assertThatThrownBy(() -> environment(Map.of(
                        "KIRINUKI_MODELS_TRIAL_MODE", "shadow",
                        "KIRINUKI_MODELS_TRIAL_MEMORY", "/trials",
                        "KIRINUKI_MODELS_REFRESH", "0ms")))
                .hasMessageContaining("kirinuki.models.refresh: is 0ms")
                .hasMessageContaining("kirinuki.models.trial.mode");
    }

    /** At least once, an answer could be lost: workers promise one thing only. */
    @Test
    void theGuaranteeIsNoSettingAnyMoreAndWhoStillSetsItIsToldWhy() throws IOException {
        String reason = "is gone, remove it; workers answer exactly once (exactly_once_v2), for at_least_once lost"
                + " answers: the end of a request could be kept where its answer was not";

        assertThat(problems(
                        Optional.of(file("kirinuki: {kafka: {guarantee: at_least_once}}")),
                        with(Map.of("KIRINUKI_KAFKA_GUARANTEE", "exactly_once_v2"))))
                .containsExactlyInAnyOrder(
                        "kirinuki.kafka.guarantee: " + reason, "KIRINUKI_KAFKA_GUARANTEE: " + reason);
        assertThat(environment(Map.of("KIRINUKI_KAFKA_PROPERTIES_PROCESSING_GUARANTEE", "exactly_once_v2"))
                        .config()
                        .kafka()
                        .properties())
                .containsKey("processing.guarantee");
    }

    @Test
    void missingSecretNamesAllThreeWays() {
        var environment = new HashMap<>(REQUIRED);
        environment.remove("KIRINUKI_STORE_SECRET_KEY");
        assertThat(problems(Optional.empty(), environment))
                .containsExactly("kirinuki.store.secret-key: is required; set it, KIRINUKI_STORE_SECRET_KEY, or"
                        + " kirinuki.store.secret-key-file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            KIRINUKI_KAFKA_PROPERTIES_PROCESSING_GUARANTEE | at_least_once | must be exactly_once_v2 or absent
            KIRINUKI_KAFKA_COMMIT_INTERVAL     | 100           | is not a duration such as 100ms, 5s or 2m
            KIRINUKI_KAFKA_REPLICATION_FACTOR  | 0             | 0 replicas cannot be; use -1 or at least 1
            KIRINUKI_KAFKA_PROPERTIES_GROUP_INSTANCE_ID | pod  | set kirinuki.kafka.instance-id instead
            KIRINUKI_TOPICS_RESULTS            | a/b           | is no name of a topic
            KIRINUKI_TOPICS_FAILURES           | image-results | is kirinuki.topics.results too; name different topics
            KIRINUKI_TOPICS_BACKFILL           | image-requests | is kirinuki.topics.requests too; name different topics
            KIRINUKI_TOPICS_BACKFILL           | ..            | is no name of a topic
            KIRINUKI_FLOW_BACKFILL_SHARE       | 0             | is below the least allowed, 0.01
            KIRINUKI_OUTPUT_REUSE              | yes           | is neither true nor false
            KIRINUKI_FLOW_LOW_MARK             | 128           | is not below kirinuki.flow.high-mark, which is 128
            KIRINUKI_FLOW_RETRY_INITIAL_BACKOFF | 1m           | is longer than kirinuki.flow.retry.max-backoff, which is 30s
            KIRINUKI_FLOW_RETRY_JITTER         | 1.1           | is above the most allowed, 1.0
            KIRINUKI_STORE_ENDPOINT            | store:9000    | is not an address such as http://localhost:9000
            KIRINUKI_STORE_ENDPOINT            | http://s/path | is not an address such as http://localhost:9000
            KIRINUKI_OUTPUT_PREFIX             | cut/          | starts or ends with a slash; leave it off
            KIRINUKI_LIMITS_MAX_OBJECT_BYTES   | 64 megs       | is not a size such as 64MiB, 10MB or 1048576
            KIRINUKI_LIMITS_BYTES_IN_FLIGHT    | 5MiB          | the largest object would wait for ever
            KIRINUKI_ENGINE_LINGER             | 2m            | is above the most allowed, 1m
            KIRINUKI_ADMIN_PORT                | 65536         | is above the most allowed, 65535
            """)
    void refusedValueNamesKeyAndReason(String variable, String value, String reason) {
        assertThat(problems(Optional.empty(), with(Map.of(variable, value))))
                .singleElement()
                .asString()
                .startsWith("kirinuki.")
                .contains(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kirinuki: {store: {secret-key: hush | is not YAML: quote values with special characters, line 1, column 36
            kirinuki: {store: {secret-key: *hush}} | is not YAML: quote values with special characters, line 1, column 32
            kirinuki: {topics: {results: a}, topics: {results: b}} | is not YAML: a key stands twice, line 1, column 34
            hush | holds no keys
            """)
    void malformedFileIsReportedWithoutItsContent(String yaml, String problem) throws IOException {
        var file = file(yaml);

        assertThat(problems(Optional.of(file), with(Map.of())))
                .singleElement()
                .asString()
                .startsWith("--config: the file " + file + " " + problem)
                .doesNotContain("hush");
    }

    @Test
    void fileWithoutAnyKeyIsNoProblem() throws IOException {
        var file = file("# all of it is in the environment\n");

        assertThat(ConfigReader.read(Optional.of(file), with(Map.of()), Map.of())
                        .config())
                .isEqualTo(environment(Map.of()).config());
    }

    @Test
    void absentFileIsReported() {
        assertThat(problems(Optional.of(Path.of("absent.yaml")), with(Map.of())))
                .containsExactly("--config: the file absent.yaml cannot be read: there is no such file");
    }

    /** What must be given beside a key. */
    private static Map<String, String> companions(String key) {
        if (key.startsWith("kirinuki.kafka.sasl.")) {
            return Map.of(
                    "KIRINUKI_KAFKA_SASL_MECHANISM", "plain",
                    "KIRINUKI_KAFKA_SASL_USERNAME", "worker",
                    "KIRINUKI_KAFKA_SASL_PASSWORD", "hush");
        }
        if (key.startsWith("kirinuki.store.artifacts.identity.")) {
            return Map.of("KIRINUKI_STORE_ARTIFACTS_CREDENTIALS", "chain");
        }
        if (key.startsWith("kirinuki.http.webhooks.")) {
            return Map.of("KIRINUKI_HTTP_WEBHOOKS_SECRET", "a secret of 24 characters or more");
        }
        if (key.equals("kirinuki.http.enabled")) return Map.of("KIRINUKI_HTTP_OPEN", "true");
        return key.matches("kirinuki.store.artifacts.(access-key|secret-key|session-token)")
                ? Map.of(
                        "KIRINUKI_STORE_ARTIFACTS_ACCESS_KEY", "access",
                        "KIRINUKI_STORE_ARTIFACTS_SECRET_KEY", "hush")
                : Map.of();
    }

    private static String sample(Key key) {
        if (key.type() == URI.class) return "http://other:9000";
        return switch (key.name()) {
            case "kirinuki.kafka.bootstrap-servers" -> "other:9092";
            case "kirinuki.kafka.sasl.mechanism" -> "scram-sha-256";
            case "kirinuki.store.artifacts.credentials" -> "chain";
            case "kirinuki.tracing.endpoint" -> "https://other:4318/v1/traces";
            case "kirinuki.http.webhooks.secret" -> "another secret of 24 characters";
            default -> key.fallback().orElse("sample");
        };
    }

    private static EffectiveConfig environment(Map<String, String> more) {
        return ConfigReader.read(Optional.empty(), with(more), Map.of());
    }

    private static Map<String, String> with(Map<String, String> more) {
        var environment = new HashMap<>(REQUIRED);
        environment.putAll(more);
        return environment;
    }

    private static List<String> problems(Optional<Path> file, Map<String, String> environment) {
        return catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file, environment, Map.of()))
                .problems();
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("kirinuki.yaml"), yaml);
    }
}
