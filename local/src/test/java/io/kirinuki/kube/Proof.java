package io.kirinuki.kube;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.local.EmbeddedKafka;
import io.kirinuki.local.EmbeddedStore;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Installs the chart into the control plane that kubectl and helm lead to, beside a broker and a store of this process,
 * and has done to the workers what clusters do. Prints a table of what was so when; ends with 1 where a request was lost
 * or answered twice, or a scenario did not come out as it must.
 *
 * <p>{@code PROMETHEUS=URL Proof FOLDER SEED [SCENARIO...]}; all scenarios where none is named.
 */
final class Proof implements AutoCloseable {
    private static final Path CHART = Path.of("deploy", "helm", "kirinuki").toAbsolutePath();
    private static final String NAMESPACE = "proof";
    private static final String RELEASE = "kirinuki";
    private static final int PARTITIONS = 8;
    private static final int BROKER_PORT = 26592;
    private static final int STORE_PORT = 26590;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final List<String> SCALING = List.of("burst", "zero", "prometheus");

    private interface Scenario {
        /** What came out; begins with WRONG where it must not. */
        String play() throws Exception;
    }

    private final Path folder;
    private final Cluster cluster;
    private final String prometheus = System.getenv().getOrDefault("PROMETHEUS", "http://127.0.0.1:9090");
    private EmbeddedKafka kafka;
    private EmbeddedStore store;
    private final Requests requests;
    private final List<String> table = new ArrayList<>();
    private String last = "";
    private int most;
    private boolean wrong;
    private boolean scales;

    private Proof(Path folder, long seed) throws Exception {
        this.folder = folder;
        Files.createDirectories(folder);
        cluster = new Cluster(NAMESPACE, folder);
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), BROKER_PORT);
        store = EmbeddedStore.start(folder.resolve("store"), STORE_PORT);
        store.createBucket("photos");
        store.createBucket("artifacts");
        List<ObjectRef> photos = new ArrayList<>();
        try (MinioStore shelf = new MinioStore(new StoreConfig(
                store.endpoint(),
                EmbeddedStore.REGION,
                EmbeddedStore.ACCESS_KEY,
                EmbeddedStore.SECRET_KEY,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                8))) {
            for (int i = 0; i < 200; i++) photos.add(put(shelf, i));
        }
        kafka.createTopic("image-results", PARTITIONS, Map.of()); // the others are made by the chart's Job
        requests = new Requests(kafka.bootstrap(), PARTITIONS, seed, photos);
    }

    private static ObjectRef put(MinioStore shelf, int number) throws Exception {
        Blob picture = FastPng.encode(new PixelSize(64, 48), Picture.Layout.RGB, (y, row) -> {
            for (int x = 0; x < row.length; x++) row[x] = (byte) (number * 31 + x * y);
        });
        return shelf.put(ObjectRef.of("photos", "photo-%03d.png".formatted(number)), "image/png", picture)
                .orThrow();
    }

    public static void main(String[] arguments) throws Exception {
        long seed = Long.parseLong(arguments[1]);
        List<String> wanted = Arrays.asList(arguments).subList(2, arguments.length);
        System.out.println("seed " + seed);
        boolean wrong;
        try (Proof proof = new Proof(Path.of(arguments[0]).toAbsolutePath(), seed)) {
            proof.run(wanted);
            wrong = proof.wrong;
        }
        System.exit(wrong ? 1 : 0);
    }

    private void run(List<String> wanted) throws Exception {
        scenario("install", wanted, this::install);
        scenario("burst", wanted, this::burst);
        scenario("zero", wanted, this::zero);
        scenario("upgrade", wanted, this::upgrade);
        scenario("kill", wanted, this::kill);
        scenario("evict", wanted, this::evict);
        scenario("node", wanted, this::node);
        scenario("broker", wanted, this::broker);
        scenario("store", wanted, this::store);
        scenario("prometheus", wanted, this::withoutPrometheus);
        scenario("bad", wanted, this::bad);
        System.out.println();
        table.forEach(System.out::println);
    }

    private void scenario(String name, List<String> wanted, Scenario scenario) throws InterruptedException {
        if (!wanted.isEmpty() && !wanted.contains(name) && !name.equals("install")) return;
        if (SCALING.contains(name) && !scales) {
            System.out.println(name + ": left out, there is no KEDA");
            return;
        }
        LocalTime began = now();
        most = 0;
        String came;
        try {
            came = scenario.play();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            came = "WRONG: " + e;
        }
        String counted = requests.verdict();
        if (came.startsWith("WRONG") || counted.startsWith("WRONG")) wrong = true;
        String row = "| %s | %s to %s | %s | %s |".formatted(name, began, now(), came, counted);
        System.out.println(row);
        table.add(row);
    }

    private static LocalTime now() {
        return LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    }

    // ---------------------------------------------------------------- what is installed

    private static final String TO_ZERO = "workers: {autoscaling: {minReplicas: 0}}";

    private String values() {
        return """
            fullnameOverride: kirinuki
            image: {repository: registry.example/kirinuki-worker, tag: 0.1.0}
            config:
              kafka: {bootstrap-servers: "127.0.0.1:%d", replication-factor: 1}
              store: {endpoint: "http://127.0.0.1:%d"}
              output: {bucket: artifacts, reuse: false}
              limits: {max-object-bytes: 4MiB, max-pixels: 4000000, pixels-in-flight: 8000000}
            settingFiles:
              store.access-key-file: {secret: store, key: access-key}
              store.secret-key-file: {secret: store, key: secret-key}
            topics: {create: job, partitions: %d, replicationFactor: 1}
            workers:
              resources: {requests: {cpu: 100m, memory: 1Gi}, limits: {memory: 1Gi}}
              javaOptions: "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
              autoscaling:
                by: keda
                minReplicas: 1
                maxReplicas: 4
                requestsPerWorker: 100
                scaleUp: {stabilizationWindowSeconds: 0, policies: [{type: Pods, value: 4, periodSeconds: 15}]}
                scaleDown: {stabilizationWindowSeconds: 20, policies: [{type: Pods, value: 4, periodSeconds: 15}]}
                keda:
                  pollingInterval: 5
                  cooldownPeriod: 15
                  prometheus: {serverAddress: "%s", scrapesWorkers: true}
            """.formatted(BROKER_PORT, STORE_PORT, PARTITIONS, prometheus);
    }

    private String install() throws Exception {
        // What a run before this one left may still be going, and would pass for what is installed now.
        cluster.run("kubectl", "delete", "namespace", NAMESPACE, "--ignore-not-found", "--timeout=2m");
        cluster.kubectl("create", "namespace", NAMESPACE);
        cluster.run(
                "kubectl",
                "label",
                "namespace",
                NAMESPACE,
                "--overwrite",
                "pod-security.kubernetes.io/enforce=restricted");
        cluster.apply("""
            apiVersion: v1
            kind: Secret
            metadata: {name: store}
            stringData: {access-key: %s, secret-key: %s}
            """.formatted(EmbeddedStore.ACCESS_KEY, EmbeddedStore.SECRET_KEY));
        scales = cluster.run("kubectl", "get", "crd", "scaledobjects.keda.sh").exit() == 0;
        cluster.helm(RELEASE, CHART, values(), scales ? "{}" : workers(1));
        return require("one worker is ready", () -> ready() == 1).orElse("one worker ready, topics made by the Job");
    }

    private String burst() throws Exception {
        for (int i = 0; i < 4; i++) {
            requests.send(500);
            watch(Duration.ofSeconds(3));
        }
        return require("all are answered", requests::allAnswered)
                .or(() -> require("back at one worker", () -> replicas() == 1 && ready() == 1))
                .orElse("1, then %d workers, then 1".formatted(most));
    }

    private String zero() throws Exception {
        cluster.helm(RELEASE, CHART, values(), TO_ZERO);
        Optional<String> asleep = require("no worker is left", () -> replicas() == 0);
        if (asleep.isPresent()) return asleep.get();
        requests.send(300);
        return require("all are answered", requests::allAnswered)
                .or(() -> require("no worker is left again", () -> replicas() == 0))
                .orElse("0, then %d workers, then 0".formatted(most));
    }

    private String upgrade() throws Exception {
        Optional<String> two = two();
        if (two.isPresent()) return two.get();
        requests.send(200);
        cluster.helm(RELEASE, CHART, values(), workers(2), "image: {tag: 0.2.0}\nconfig: {engine: {cpu-threads: 1}}");
        requests.send(200);
        Optional<String> rolled = require("both are of the other image", () -> rolled("0.2.0"));
        if (rolled.isPresent()) return rolled.get();
        requests.send(200);
        cluster.rollback(RELEASE, 0);
        return require("both are of the first image again", () -> rolled("0.1.0"))
                .or(() -> require("all are answered", requests::allAnswered))
                .orElse("to 0.2.0 and back under load");
    }

    private static String workers(int count) {
        return "workers: {replicas: %d, autoscaling: {by: none}}".formatted(count);
    }

    /** Empty once two workers are ready that nobody scales. */
    private Optional<String> two() throws Exception {
        cluster.helm(RELEASE, CHART, values(), workers(2));
        return require("two workers are ready", () -> ready() == 2);
    }

    private String kill() throws Exception {
        Optional<String> two = two();
        if (two.isPresent()) return two.get();
        requests.send(300);
        watch(Duration.ofSeconds(4));
        String victim = cluster.workers(RELEASE).getFirst();
        cluster.kubectl("delete", "pod", victim, "--grace-period=0", "--force");
        return require("all are answered", requests::allAnswered)
                .or(() -> require("two are ready again", () -> ready() == 2))
                .orElse("a pod deleted without grace, replaced");
    }

    private String evict() throws Exception {
        Optional<String> two = two();
        if (two.isPresent()) return two.get();
        requests.send(300);
        watch(Duration.ofSeconds(3));
        List<String> pods = cluster.workers(RELEASE);
        Cluster.Said first = evict(pods.getFirst());
        Cluster.Said second = evict(pods.getLast());
        return require("all are answered", requests::allAnswered)
                .or(() -> require("two are ready again", () -> ready() == 2))
                .orElse(
                        first.exit() == 0 && second.exit() != 0 && second.text().contains("disruption budget")
                                ? "one evicted; the second refused by the budget until that was replaced"
                                : "WRONG: evictions said %s and %s".formatted(first.text(), second.text()));
    }

    private Cluster.Said evict(String pod) throws IOException, InterruptedException {
        Path file = folder.resolve("eviction.json");
        Files.writeString(
                file,
                "{\"apiVersion\": \"policy/v1\", \"kind\": \"Eviction\", \"metadata\": {\"name\": \"%s\", \"namespace\": \"%s\"}}"
                        .formatted(pod, NAMESPACE));
        return cluster.run(
                "kubectl",
                "create",
                "--raw",
                "/api/v1/namespaces/%s/pods/%s/eviction".formatted(NAMESPACE, pod),
                "-f",
                file.toString());
    }

    private String node() throws Exception {
        Optional<String> two = two();
        if (two.isPresent()) return two.get();
        requests.send(300);
        watch(Duration.ofSeconds(3));
        for (String pod : cluster.workers(RELEASE)) {
            cluster.kubectl("delete", "pod", pod, "--grace-period=0", "--force", "--wait=false");
        }
        return require("all are answered", requests::allAnswered)
                .or(() -> require("two are ready again", () -> ready() == 2))
                .orElse("all pods gone at once, replaced");
    }

    private String broker() throws Exception {
        Optional<String> two = two();
        if (two.isPresent()) return two.get();
        requests.send(300);
        watch(Duration.ofSeconds(2));
        int restarts = restarts();
        kafka.close();
        watch(Duration.ofMinutes(1));
        kafka = EmbeddedKafka.startAmidClients(folder.resolve("kafka"), BROKER_PORT, Map.of());
        return require("all are answered", requests::allAnswered)
                .or(() -> require("two are ready", () -> ready() == 2))
                .orElse("away for a minute; %d restarts".formatted(restarts() - restarts));
    }

    private String store() throws Exception {
        Optional<String> two = two();
        if (two.isPresent()) return two.get();
        requests.send(300);
        watch(Duration.ofSeconds(2));
        int restarts = restarts();
        store.close();
        Optional<String> seen = require("no worker is ready", () -> ready() == 0);
        watch(Duration.ofSeconds(30));
        store = EmbeddedStore.start(folder.resolve("store"), STORE_PORT);
        return seen.or(() -> require("all are answered", requests::allAnswered))
                .or(() -> require("two are ready", () -> ready() == 2))
                .orElse("away; 0/1 ready meanwhile; %d restarts".formatted(restarts() - restarts));
    }

    /** At zero, with nobody who tells what is owed: lag wakes, and then nothing may sleep. */
    private String withoutPrometheus() throws Exception {
        cluster.helm(RELEASE, CHART, values(), TO_ZERO);
        Optional<String> asleep = require("no worker is left", () -> replicas() == 0);
        if (asleep.isPresent()) return asleep.get();
        String away = "workers: {autoscaling: {keda: {prometheus: {serverAddress: \"http://127.0.0.1:1\"}}}}";
        cluster.helm(RELEASE, CHART, values(), TO_ZERO, away);
        watch(Duration.ofSeconds(5));
        requests.send(100);
        Optional<String> answered = require("all are answered", requests::allAnswered);
        if (answered.isPresent()) return answered.get();
        watch(Duration.ofSeconds(45));
        return replicas() >= 1 ? "woken by lag, answered, kept awake" : "WRONG: put to sleep by nobody's word";
    }

    // ---------------------------------------------------------------- what cannot work

    private String bad() throws Exception {
        String one = workers(1) + "\nfullnameOverride: bad\n";
        List<String> states = new ArrayList<>();
        states.add("config: "
                + state("config: {limits: {pixels-in-flight: 1000}, kafka: {application-id: bad}, topics: {requests:"
                        + " bad}}\n"
                        + one));
        states.add("topics: "
                + state("config: {kafka: {application-id: bad}, topics: {requests: nobody}}\ntopics: {create: none}\n"
                        + one));
        states.add("secret: "
                + state("settingFiles: {store.secret-key-file: {secret: nobody, key: key}}\n"
                        + "config: {kafka: {application-id: bad}, topics: {requests: bad}}\n"
                        + one));
        states.add("model: "
                + state("image: {repository: registry.example/kirinuki-real}\n"
                        + "models: {from: volume, volume: {emptyDir: {}}}\n"
                        + "config: {kafka: {application-id: bad}, topics: {requests: bad}}\n"
                        + one));
        String all = String.join("; ", states);
        return all.contains("nothing seen") ? "WRONG: " + all : all;
    }

    /** What kubectl shows of a release that cannot work: its state, exit code, and the last words of its log or its event. */
    private String state(String values) throws Exception {
        cluster.helm("bad", CHART, values(), values);
        String[] seen = {"nothing seen"};
        Cluster.within(Duration.ofMinutes(2), () -> {
            try {
                for (String name : cluster.workers("bad")) {
                    JsonNode pod = cluster.get("pod", name);
                    JsonNode container = pod.at("/status/containerStatuses/0");
                    String waits = container.at("/state/waiting/reason").asString("");
                    if (waits.equals("CrashLoopBackOff")) {
                        String log = cluster.tryKubectl("logs", name, "-p", "--tail=3")
                                .text();
                        JsonNode ended = container.at("/lastState/terminated");
                        seen[0] = "CrashLoopBackOff, %s, exit code %d: %s"
                                .formatted(
                                        ended.at("/reason").asString(""),
                                        ended.at("/exitCode").asInt(),
                                        lastLine(log));
                        return true;
                    }
                    String events = cluster.kubectl(
                            "get",
                            "events",
                            "--field-selector",
                            "involvedObject.name=" + name,
                            "-o",
                            "jsonpath={range .items[*]}{.reason}: {.message}{\"\\n\"}{end}");
                    Optional<String> mount = events.lines()
                            .filter(line -> line.startsWith("FailedMount"))
                            .findFirst();
                    if (mount.isPresent()) {
                        seen[0] = "%s, event %s".formatted(waits, mount.get());
                        return true;
                    }
                }
            } catch (IOException | IllegalStateException notYet) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return false;
        });
        cluster.uninstall("bad");
        System.out.printf("%s bad: %s%n", now(), seen[0]);
        return seen[0];
    }

    private static String lastLine(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .reduce((one, next) -> next)
                .orElse("no word");
    }

    // ---------------------------------------------------------------- looking

    private interface Question {
        boolean ask() throws Exception;
    }

    /** Empty once it is so, else what was missed. */
    private Optional<String> require(String what, Question so) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!so.ask()) {
                if (System.nanoTime() > deadline)
                    return Optional.of("WRONG: not so within %s: %s".formatted(PATIENCE, what));
                look();
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("WRONG: interrupted");
        } catch (Exception e) {
            return Optional.of("WRONG: " + e);
        }
    }

    private void watch(Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) look();
    }

    /** Prints a line where something is other than before. */
    private void look() throws Exception {
        Thread.sleep(500);
        requests.read();
        JsonNode deployment = deployment();
        int wanted = deployment.at("/spec/replicas").asInt(1);
        int ready = deployment.at("/status/readyReplicas").asInt(0);
        most = Math.max(most, ready);
        String line = "wanted %d, ready %d".formatted(wanted, ready);
        if (line.equals(last)) return;
        last = line;
        System.out.printf(Locale.ROOT, "%s %s, %d of %d answered%n", now(), line, requests.answered(), requests.sent());
    }

    private JsonNode deployment() throws IOException, InterruptedException {
        return cluster.get("deployment", "kirinuki-worker");
    }

    private int ready() throws IOException, InterruptedException {
        return deployment().at("/status/readyReplicas").asInt(0);
    }

    private int replicas() throws IOException, InterruptedException {
        return deployment().at("/spec/replicas").asInt(1);
    }

    private boolean rolled(String tag) throws IOException, InterruptedException {
        JsonNode deployment = deployment();
        return deployment
                        .at("/spec/template/spec/containers/0/image")
                        .asString()
                        .endsWith(":" + tag)
                && deployment.at("/status/observedGeneration").asInt()
                        == deployment.at("/metadata/generation").asInt()
                && deployment.at("/status/updatedReplicas").asInt(0) == 2
                && deployment.at("/status/replicas").asInt(0) == 2
                && deployment.at("/status/readyReplicas").asInt(0) == 2;
    }

    private int restarts() throws IOException, InterruptedException {
        int restarts = 0;
        for (String name : cluster.workers(RELEASE)) {
            restarts += cluster.get("pod", name)
                    .at("/status/containerStatuses/0/restartCount")
                    .asInt(0);
        }
        return restarts;
    }

    @Override
    public void close() throws Exception {
        cluster.run("helm", "uninstall", RELEASE, "-n", NAMESPACE);
        cluster.run("kubectl", "delete", "namespace", NAMESPACE, "--wait=false");
        requests.close();
        kafka.close();
        store.close();
    }
}
