package io.kirinuki.local;

import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.Worker;
import io.kirinuki.worker.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The full system on one machine: broker, store, buckets, topics, and the production worker between them. Everything it
 * knows lies under one folder and survives a restart, also one by kill.
 */
final class LocalSystem implements AutoCloseable {
    static final String PHOTOS = "photos";
    static final String ARTIFACTS = "artifacts";
    static final String REQUESTS = "image-requests";
    static final String RESULTS = "image-results";
    static final String FAILURES = "image-failures";
    private static final int PARTITIONS = 4;

    private final OneMachine machine;
    private final ObjectStore store;
    private final Worker worker;
    private boolean closed;

    private LocalSystem(OneMachine machine, ObjectStore store, Worker worker) {
        this.machine = machine;
        this.store = store;
        this.worker = worker;
    }

    /** Returns with the models warm and the stream starting. */
    static LocalSystem start(Path folder) throws IOException, InterruptedException {
        OneMachine machine = OneMachine.start(folder, EmbeddedKafka.USUAL_PORT, EmbeddedStore.USUAL_PORT);
        try {
            machine.store().createBucket(PHOTOS);
            machine.store().createBucket(ARTIFACTS);
            for (String topic : new String[] {REQUESTS, RESULTS, FAILURES}) {
                machine.kafka().createTopic(topic, PARTITIONS, Map.of());
            }
            Worker worker = Wiring.start(ConfigReader.read(Optional.empty(), settings(), overrides(folder, machine))
                    .config());
            LocalSystem system = new LocalSystem(machine, new MinioStore(storeConfig(machine)), worker);
            // After Ctrl-C everything is closed in order, whatever the job was doing.
            Runtime.getRuntime().addShutdownHook(new Thread(system::close, "stop"));
            return system;
        } catch (InterruptedException | RuntimeException | Error e) {
            machine.close();
            throw e;
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

    /** Until Ctrl-C. */
    void awaitStop() throws InterruptedException {
        worker.awaitStop();
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        worker.close();
        store.close();
        machine.close();
    }
}
