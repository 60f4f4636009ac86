package io.kirinuki.local;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.model.ModelException;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.CallHeaders;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.Worker;
import io.kirinuki.worker.cli.job.JobBoard;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.page.PageExtras;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The full system on one machine: broker, store, buckets, topics, and the production worker between them. Everything it
 * knows lies under one folder and survives a restart, also one by kill.
 */
public final class LocalSystem implements AutoCloseable {
    static final String PHOTOS = "photos";
    static final String ARTIFACTS = "artifacts";
    public static final String REQUESTS = "image-requests";
    static final String BACKFILL = "image-requests-backfill";
    public static final String RESULTS = "image-results";
    static final String FAILURES = "image-failures";
    private static final int PARTITIONS = 4;
    private static final int HTTP_PORT = 8090;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(40);
    private static final Logger LOG = LoggerFactory.getLogger(LocalSystem.class);

    /** What of a configuration is a matter of taste here: where things are is decided by this class. */
    private static final Set<String> SECTIONS = Set.of("engine", "limits", "models", "pipelines");

    private final Servers servers;
    private final ObjectStore store;
    private final Worker worker;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::signalled, "stop");

    /** @param closing ends them, and gives the folder back */
    private record Servers(EmbeddedKafka kafka, Optional<EmbeddedStore> s3, Runnable closing) {}

    private LocalSystem(Servers servers, ObjectStore store, Worker worker) {
        this.servers = servers;
        this.store = store;
        this.worker = worker;
    }

    /**
     * With an S3 server between, as in a cluster. Returns with the models warm and the stream starting. Throws {@link
     * StartException}.
     *
     * @param open whether the live page shows pictures and takes those that are dropped on it
     */
    static LocalSystem start(Path folder, boolean open) throws InterruptedException {
        OneMachine machine =
                servers(() -> OneMachine.start(folder, EmbeddedKafka.USUAL_PORT, EmbeddedStore.USUAL_PORT));
        Servers servers = new Servers(machine.kafka(), Optional.of(machine.store()), machine::close);
        ObjectStore store = new MinioStore(storeConfig(machine.store()));
        try {
            machine.store().createBucket(PHOTOS);
            machine.store().createBucket(ARTIFACTS);
            createTopics(machine.kafka(), REQUESTS, BACKFILL, RESULTS, FAILURES);
            Map<String, String> keys = overrides(folder, machine.kafka().bootstrap());
            keys.put("kirinuki.topics.backfill", BACKFILL);
            keys.put("kirinuki.store.endpoint", machine.store().endpoint().toString());
            keys.put("kirinuki.models.directory", home().resolve("models").toString());
            keys.put("kirinuki.admin.pictures", String.valueOf(open));
            if (open) keys.putAll(httpDoor(folder));
            WorkerConfig config =
                    ConfigReader.read(Optional.empty(), settings(), keys).config();
            PageExtras extras = open ? new PageExtras("demo", true, new JobBoard(config)) : PageExtras.NONE;
            Worker worker = Wiring.start(config, Wiring.Parts.REAL, extras);
            return new LocalSystem(servers, store, worker).hooked();
        } catch (InterruptedException | RuntimeException | Error e) {
            store.close();
            machine.close();
            throw e;
        }
    }

    /**
     * The same with objects as files of the folder, and commits that wait for a second: nobody looks at single answers, and
     * a third of an image's cost was in HTTP and commits.
     *
     * @param config a worker's; what it says of engine, limits, models and pipelines counts
     * @param lending puts a person's own files in the store, before the worker looks for what it owes
     */
    public static LocalSystem ofFiles(
            Path folder,
            Optional<Path> config,
            Map<String, String> environment,
            Map<String, String> more,
            Lending lending)
            throws InterruptedException {
        FolderLock lock = servers(() -> FolderLock.take(folder));
        Optional<EmbeddedKafka> started = Optional.empty();
        try {
            EmbeddedKafka kafka = servers(() -> EmbeddedKafka.start(folder.resolve("kafka"), 0));
            started = Optional.of(kafka);
            FolderStore store = servers(() -> FolderStore.open(folder.resolve("store")));
            servers(() -> {
                store.createBucket(ARTIFACTS);
                store.createBucket(PHOTOS);
                return store;
            });
            lending.lend(store);
            createTopics(kafka, REQUESTS, RESULTS, FAILURES);
            WorkerConfig read = read(config, environment, keysOfFiles(folder, kafka.bootstrap(), more));
            Worker worker = Wiring.start(read, new WithStore(store));
            Servers servers = new Servers(kafka, Optional.empty(), () -> close(kafka, lock));
            return new LocalSystem(servers, store, worker).hooked();
        } catch (InterruptedException | RuntimeException | Error e) {
            started.ifPresent(EmbeddedKafka::close);
            lock.close();
            throw e;
        }
    }

    /** The configuration of a system of files that has yet to start, as far as it is not decided here. */
    public static WorkerConfig config(
            Optional<Path> config, Map<String, String> environment, Map<String, String> more) {
        return read(config, environment, keysOfFiles(Path.of(""), "localhost:1", more));
    }

    private static WorkerConfig read(Optional<Path> config, Map<String, String> environment, Map<String, String> keys) {
        return ConfigReader.readSections(config, SECTIONS, environment, keys).config();
    }

    private static Map<String, String> keysOfFiles(Path folder, String bootstrap, Map<String, String> more) {
        Map<String, String> keys = overrides(folder, bootstrap);
        keys.put("kirinuki.store.endpoint", "http://localhost"); // asked of nobody
        keys.put("kirinuki.kafka.commit-interval", "1s");
        keys.putAll(more);
        return keys;
    }

    /** Puts files in a store. */
    public interface Lending {
        void lend(FolderStore store);
    }

    private record WithStore(ObjectStore store) implements Wiring.Parts {
        @Override
        public ObjectStore store(StoreConfig config, CallHeaders carried) {
            return store;
        }

        @Override
        public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes)
                throws ModelException {
            return REAL.models(config, cores, batches, changes);
        }
    }

    private static void close(EmbeddedKafka kafka, FolderLock lock) {
        try (lock;
                kafka) {
            // Closed in reverse: the folder last.
        }
    }

    private static void createTopics(EmbeddedKafka kafka, String... topics) throws InterruptedException {
        for (String topic : topics) kafka.createTopic(topic, PARTITIONS, Map.of());
    }

    private LocalSystem hooked() {
        Runtime.getRuntime().addShutdownHook(hook);
        return this;
    }

    private interface Start<T> {
        T start() throws IOException, InterruptedException;
    }

    private static <T> T servers(Start<T> start) throws InterruptedException {
        try {
            return start.start();
        } catch (FileSystemException e) {
            throw new StartException(e.toString(), e); // its message is no more than a path
        } catch (IOException e) {
            throw new StartException(e.getMessage(), e);
        }
    }

    /** How the engine works may be set in the environment; where things are is decided here. */
    private static Map<String, String> settings() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("KIRINUKI_") && !name.startsWith("KIRINUKI_ENGINE_"));
        return environment;
    }

    private static Map<String, String> overrides(Path folder, String bootstrap) {
        Map<String, String> keys = new HashMap<>();
        keys.put("kirinuki.kafka.bootstrap-servers", bootstrap);
        keys.put("kirinuki.kafka.instance-id", "local");
        keys.put("kirinuki.kafka.state-dir", folder.resolve("state").toString());
        keys.put("kirinuki.kafka.replication-factor", "1");
        keys.put("kirinuki.topics.requests", REQUESTS);
        keys.put("kirinuki.topics.results", RESULTS);
        keys.put("kirinuki.topics.failures", FAILURES);
        keys.put("kirinuki.store.region", EmbeddedStore.REGION);
        keys.put("kirinuki.store.access-key", EmbeddedStore.ACCESS_KEY);
        keys.put("kirinuki.store.secret-key", EmbeddedStore.SECRET_KEY);
        keys.put("kirinuki.output.bucket", ARTIFACTS);
        keys.put("kirinuki.admin.host", "127.0.0.1");
        keys.put("kirinuki.admin.port", "0");
        return keys;
    }

    /** Open to the programs of this machine. */
    private static Map<String, String> httpDoor(Path folder) {
        return Map.of(
                "kirinuki.http.enabled", "true",
                "kirinuki.http.host", "127.0.0.1",
                "kirinuki.http.port", Integer.toString(httpPort(folder)),
                "kirinuki.http.open", "true",
                "kirinuki.http.rate", "0",
                "kirinuki.http.uploads.bucket", PHOTOS);
    }

    /** The usual one where it is free. */
    private static int httpPort(Path folder) {
        try {
            return RememberedPort.choose(Files.createDirectories(folder.resolve("http")), HTTP_PORT);
        } catch (IOException e) {
            throw new StartException(e.toString(), e);
        }
    }

    /** Where the models lie: the launcher says. */
    private static Path home() {
        return Path.of(System.getProperty("kirinuki.home", "."));
    }

    private static StoreConfig storeConfig(EmbeddedStore s3) {
        return new StoreConfig(
                s3.endpoint(),
                EmbeddedStore.REGION,
                EmbeddedStore.ACCESS_KEY,
                EmbeddedStore.SECRET_KEY,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                32);
    }

    /** Leaves a file for commands that look after this system from outside. */
    void writeConfig(Path file) throws IOException {
        Files.writeString(file, """
                # The system that `kirinuki demo` runs, for other commands: kirinuki replay list --config %s
                kirinuki:
                  kafka:
                    bootstrap-servers: %s
                    replication-factor: 1
                  topics:
                    backfill: %s
                  store:
                    endpoint: %s
                    access-key: %s
                    secret-key: %s
                  output:
                    bucket: %s
                """.formatted(
                        file,
                        bootstrap(),
                        BACKFILL,
                        storeEndpoint(),
                        EmbeddedStore.ACCESS_KEY,
                        EmbeddedStore.SECRET_KEY,
                        ARTIFACTS));
    }

    public String bootstrap() {
        return servers.kafka().bootstrap();
    }

    String storeEndpoint() {
        return servers.s3().orElseThrow().endpoint().toString();
    }

    public ObjectStore store() {
        return store;
    }

    public Worker worker() {
        return worker;
    }

    public static ObjectRef photo(String key) {
        return ObjectRef.of(PHOTOS, key);
    }

    /**
     * Ctrl-C: whoever works with this system sees it, ends, and closes it; the process waits for that. Not from outside,
     * which would show as failures of every part. A signal during the start ends the process as kill -9 would.
     */
    private void signalled() {
        stopping.countDown();
        try {
            if (!closed.await(CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS)) LOG.warn("Not closed within {}", CLOSE_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean stopping() {
        return stopping.getCount() == 0;
    }

    /** Until a signal comes or the worker breaks. */
    void awaitStop() throws InterruptedException {
        while (!stopping.await(200, TimeUnit.MILLISECONDS)) if (worker.broken()) return;
    }

    @Override
    public void close() {
        try {
            worker.close();
            store.close();
            servers.closing().run();
        } finally {
            closed.countDown();
            forgetHook();
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // By a signal: the hook is at work, and done with.
            return;
        }
    }
}
