package io.kirinuki.local;

import io.kirinuki.schema.ObjectRef;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The full system on one machine: broker, store, buckets, topics, and the production worker between them. Everything it
 * knows lies under one folder and survives a restart, also one by kill.
 */
final class LocalSystem implements AutoCloseable {
    static final String PHOTOS = "photos";
    static final String ARTIFACTS = "artifacts";
    static final String REQUESTS = "image-requests";
    static final String BACKFILL = "image-requests-backfill";
    static final String RESULTS = "image-results";
    static final String FAILURES = "image-failures";
    private static final int PARTITIONS = 4;
    private static final int HTTP_PORT = 8090;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(40);
    private static final Logger LOG = LoggerFactory.getLogger(LocalSystem.class);

    private final OneMachine machine;
    private final ObjectStore store;
    private final Worker worker;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::signalled, "stop");

    private LocalSystem(OneMachine machine, ObjectStore store, Worker worker) {
        this.machine = machine;
        this.store = store;
        this.worker = worker;
    }

    /** Returns with the models warm and the stream starting. Throws {@link StartException}. */
    static LocalSystem start(Path folder) throws InterruptedException {
        return start(folder, false);
    }

    /**
     * The same.
     *
     * @param open whether the live page shows pictures and takes those that are dropped on it
     */
    static LocalSystem start(Path folder, boolean open) throws InterruptedException {
        OneMachine machine = machine(folder);
        ObjectStore store = new MinioStore(storeConfig(machine));
        try {
            machine.store().createBucket(PHOTOS);
            machine.store().createBucket(ARTIFACTS);
            for (String topic : new String[] {REQUESTS, BACKFILL, RESULTS, FAILURES}) {
                machine.kafka().createTopic(topic, PARTITIONS, Map.of());
            }
            Map<String, String> keys = overrides(folder, machine);
            keys.put("kirinuki.admin.pictures", String.valueOf(open));
            if (open) keys.putAll(httpDoor(folder));
            WorkerConfig config =
                    ConfigReader.read(Optional.empty(), settings(), keys).config();
            PageExtras extras = open ? new PageExtras("demo", true, new JobBoard(config)) : PageExtras.NONE;
            Worker worker = Wiring.start(config, Wiring.Parts.REAL, extras);
            LocalSystem system = new LocalSystem(machine, store, worker);
            Runtime.getRuntime().addShutdownHook(system.hook);
            return system;
        } catch (InterruptedException | RuntimeException | Error e) {
            store.close();
            machine.close();
            throw e;
        }
    }

    private static OneMachine machine(Path folder) throws InterruptedException {
        try {
            return OneMachine.start(folder, EmbeddedKafka.USUAL_PORT, EmbeddedStore.USUAL_PORT);
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

    private static Map<String, String> overrides(Path folder, OneMachine machine) {
        Map<String, String> keys = new HashMap<>();
        keys.put("kirinuki.kafka.bootstrap-servers", machine.kafka().bootstrap());
        keys.put("kirinuki.kafka.instance-id", "local");
        keys.put("kirinuki.kafka.state-dir", folder.resolve("state").toString());
        keys.put("kirinuki.kafka.replication-factor", "1");
        keys.put("kirinuki.topics.requests", REQUESTS);
        keys.put("kirinuki.topics.backfill", BACKFILL);
        keys.put("kirinuki.topics.results", RESULTS);
        keys.put("kirinuki.topics.failures", FAILURES);
        keys.put("kirinuki.store.endpoint", machine.store().endpoint().toString());
        keys.put("kirinuki.store.region", EmbeddedStore.REGION);
        keys.put("kirinuki.store.access-key", EmbeddedStore.ACCESS_KEY);
        keys.put("kirinuki.store.secret-key", EmbeddedStore.SECRET_KEY);
        keys.put("kirinuki.output.bucket", ARTIFACTS);
        keys.put("kirinuki.models.directory", home().resolve("models").toString());
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

    private static StoreConfig storeConfig(OneMachine machine) {
        return new StoreConfig(
                machine.store().endpoint(),
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

    String bootstrap() {
        return machine.kafka().bootstrap();
    }

    String storeEndpoint() {
        return machine.store().endpoint().toString();
    }

    ObjectStore store() {
        return store;
    }

    Worker worker() {
        return worker;
    }

    static ObjectRef photo(String key) {
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

    boolean stopping() {
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
            machine.close();
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
