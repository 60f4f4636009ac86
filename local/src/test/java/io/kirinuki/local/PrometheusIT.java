package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.chaos.FakeModels;
import io.kirinuki.image.ByteSize;
import io.kirinuki.model.ModelException;
import io.kirinuki.outcome.Failure;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Yaml;
import io.kirinuki.store.CallHeaders;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.WorkerConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Dashboard and alerts against what a worker really shows: a real Prometheus scrapes one that is under load and in trouble
 * of every kind. Each expression of the dashboard has data, and each alert fires by its fault, of a copy of the rules whose
 * times are shorter. The alert of a GPU that is not used is tried by {@code promtool} alone: no GPU is here.
 */
@Tag("prometheus")
@Timeout(180)
class PrometheusIT {
    private static final Path DEPLOYED = Path.of("..", "deploy", "prometheus");
    private static final Topics TOPICS = new Topics("alerts", 2);
    private static final String NO_GPU_HERE = "KirinukiDeviceFallback";

    @TempDir
    private Path folder;

    private volatile StoreTrouble trouble = StoreTrouble.NONE;
    private int asked;
    private Upstream upstream;
    private ObjectRef photo;

    private enum StoreTrouble {
        NONE,
        SLOW,
        DOWN
    }

    private Path deviceTrouble() {
        return folder.resolve("device-trouble");
    }

    /** A store and a device whose troubles the test names, and models of which a version from 100 does not load. */
    private final class Troubled implements Wiring.Parts {
        @Override
        public ObjectStore store(StoreConfig config, CallHeaders carried) {
            return new TroubledStore(
                    new MinioStore(config),
                    this::inTrouble,
                    object -> new Failure.Unavailable("object " + object, "it was told to be"));
        }

        private boolean inTrouble(ObjectRef object) {
            if (trouble == StoreTrouble.SLOW) sleep(300);
            return trouble == StoreTrouble.DOWN && object.bucket().equals(Shelf.PHOTOS);
        }

        @Override
        public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes)
                throws ModelException {
            return Models.open(
                    config.models().directory(),
                    Duration.ofMillis(300),
                    new ByteSize(1 << 20),
                    version -> {
                        if (version.version().length() > 2) throw new ModelException("told not to load", null);
                        return FakeModels.load(version, batches, deviceTrouble());
                    },
                    changes);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @BeforeEach
    void wantPrometheus() {
        Assumptions.assumeTrue(
                Prometheus.installed(),
                "prometheus and promtool are not installed: dashboard and alerts are not tried (apt install prometheus)");
    }

    /** A thread that is replaced dies of what broke it, and that is what is wanted here. */
    private static ConditionFactory patiently() {
        return await().dontCatchUncaughtExceptions()
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(250));
    }

    @Test
    void promtoolIsContentWithTheRulesAndTheirTests() throws Exception {
        assertThat(Prometheus.check(
                        "check", "rules", DEPLOYED.resolve("alerts.yml").toString()))
                .isEmpty();
        assertThat(Prometheus.check(
                        "test", "rules", DEPLOYED.resolve("alerts.test.yml").toString()))
                .isEmpty();
    }

    @Test
    void eachPanelHasDataAndEachAlertFiresByItsFault() throws Exception {
        Path models = folder.resolve("models");
        FakeModels.put(models, 1);
        Map<String, String> settings = Map.of(
                "topics.backfill", TOPICS.backfill(),
                "models.directory", models.toString(),
                "output.reuse", "false",
                "limits.images-in-flight", "8",
                "flow.retry.max-attempts", "1000",
                "flow.retry.max-backoff", "500ms",
                "kafka.properties.main.consumer.metadata.max.age.ms", "1000");
        try (EmbeddedServers servers = EmbeddedServers.start(folder.resolve("servers"))) {
            servers.createBucket(Shelf.PHOTOS);
            servers.createBucket(TestWorker.ARTIFACTS);
            for (String topic : TOPICS.all()) servers.createTopic(topic, TOPICS.partitions());
            servers.createTopic(TOPICS.backfill(), TOPICS.partitions());
            try (Shelf shelf = new Shelf(servers);
                    Upstream sender = new Upstream(servers, TOPICS);
                    TestWorker worker =
                            TestWorker.start(servers, TOPICS, folder.resolve("state"), settings, new Troubled());
                    Prometheus prometheus =
                            Prometheus.start(folder, hastyRules(), List.of("127.0.0.1:" + worker.adminPort()))) {
                upstream = sender;
                patiently().until(prometheus::ready);
                photo = shelf.put("photo.png", Pictures.plain(24, 24, 7).bytes());
                ask(TOPICS.requests(), "cutout-with-mask", photo, 40);
                ask(TOPICS.backfill(), "mask", photo, 20);

                ask(TOPICS.requests(), "mask", ObjectRef.of(Shelf.PHOTOS, "missing"), 30);
                // The bytes of a row begin with the lowest: it is the colour that FakeModels takes for poison.
                ask(
                        TOPICS.requests(),
                        "mask",
                        shelf.put("poison.png", Pictures.plain(24, 24, 0xfe00ff).bytes()),
                        1);
                Files.createDirectories(models.resolve("subject/.100"));
                Files.writeString(models.resolve("subject/.100/model.yaml"), "none\n");
                Files.move(models.resolve("subject/.100"), models.resolve("subject/100"));
                fires(prometheus, "KirinukiDeadLetters", "KirinukiPoison", "KirinukiModelRefused");

                device("SHORT_OF_MEMORY");
                ask(TOPICS.requests(), "mask", photo, 30);
                fires(prometheus, "KirinukiDeviceMemory");
                device("DOWN");
                ask(TOPICS.requests(), "mask", photo, 4);
                fires(prometheus, "KirinukiDeviceOutage");
                Files.delete(deviceTrouble());

                trouble = StoreTrouble.SLOW;
                ask(TOPICS.requests(), "mask", photo, 150);
                fires(prometheus, "KirinukiAcceleratorStarves", "KirinukiBacklogLasts");
                trouble = StoreTrouble.DOWN;
                fires(
                        prometheus,
                        "KirinukiStoreOutage",
                        "KirinukiStoreErrors",
                        "KirinukiNothingAnswered",
                        "KirinukiRequestsWait");
                trouble = StoreTrouble.NONE;
                patiently().until(() -> worker.metric("kirinuki_owed ") == 0);

                assertEachPanelHasData(prometheus);
                assertEveryMetricIsDocumented(worker);
                draw(prometheus);
                try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrap()))) {
                    admin.deleteTopics(List.of(TOPICS.requests())).all().get();
                }
                fires(prometheus, "KirinukiStreamThreadsBreak");
                worker.close();
                fires(prometheus, "KirinukiWorkerDown");

                Set<String> all = new TreeSet<>(alerts());
                all.remove(NO_GPU_HERE);
                assertThat(prometheus.fired()).containsExactlyElementsOf(all);
            }
        }
    }

    private void device(String state) throws IOException {
        Files.writeString(deviceTrouble(), state);
    }

    private void ask(String topic, String pipeline, ObjectRef source, int requests) throws Exception {
        for (int i = 0; i < requests; i++) {
            String id = "request " + asked++;
            upstream.send(
                    new ProducerRecord<>(topic, id.getBytes(UTF_8), Json.write(ImageRequest.of(id, source, pipeline))));
        }
    }

    private static void fires(Prometheus prometheus, String... alerts) {
        patiently().untilAsserted(() -> assertThat(prometheus.fired()).contains(alerts));
    }

    /** The same rules in seconds. Thresholds in seconds are lowered with them. */
    private Path hastyRules() throws IOException {
        String rules = Files.readString(DEPLOYED.resolve("alerts.yml"))
                .replaceAll("for: \\d+m", "for: 0s")
                .replaceAll("(accelerator_seconds_total.*)\\[10m]", "$1[10s]") // what was before is soon forgotten
                .replaceAll("\\[1[05]m]", "[30s]")
                .replace("> 3600", "> 1")
                .replace("> 300", "> 2");
        return Files.writeString(folder.resolve("hasty.yml"), rules);
    }

    private static List<String> alerts() throws IOException {
        List<String> names = new ArrayList<>();
        JsonNode rules = Yaml.STRICT.readTree(Files.readString(DEPLOYED.resolve("alerts.yml")));
        for (JsonNode rule : rules.get("groups").get(0).get("rules"))
            names.add(rule.get("alert").asString());
        return names;
    }

    private static void assertEachPanelHasData(Prometheus prometheus) throws Exception {
        Map<String, String> empty = new LinkedHashMap<>();
        int expressions = 0;
        for (JsonNode panel : Json.MAPPER
                .readTree(Files.readString(DEPLOYED.resolve("dashboard.json")))
                .get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions++;
                String expression = target.get("expr")
                        .asString()
                        .replace("$__rate_interval", "60s")
                        .replace("$job", ".+")
                        .replace("$instance", ".+");
                if (prometheus.query(expression).isEmpty())
                    empty.put(panel.get("title").asString(), expression);
            }
        }
        assertThat(empty).as("expressions without data").isEmpty();
        assertThat(expressions).isGreaterThan(40);
    }

    private static void assertEveryMetricIsDocumented(TestWorker worker) throws Exception {
        String docs = Files.readString(Path.of("..", "docs", "metrics.md"));
        assertThat(worker.get("/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("# TYPE kirinuki_"))
                        .map(line -> line.split(" ")[2])
                        .filter(name -> !name.endsWith("_created")))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(docs).contains("| `" + name + "` |"));
    }

    /** Where it is asked for, a picture of the dashboard, by the script that draws one of any Prometheus. */
    private static void draw(Prometheus prometheus) throws Exception {
        String picture = System.getenv("KIRINUKI_DASHBOARD_PICTURE");
        if (picture == null) return;
        URI address = prometheus.address();
        Process drawing = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DEPLOYED.resolve("DrawDashboard.java").toString(),
                        DEPLOYED.resolve("dashboard.json").toString(),
                        address.toString(),
                        "60s",
                        picture)
                .inheritIO()
                .start();
        assertThat(drawing.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(drawing.exitValue()).isZero();
    }
}
