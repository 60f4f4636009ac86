package io.kirinuki.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * All that a worker needs, in this process: a Kafka broker and an S3 server over one folder, which keeps topics and
 * objects for the next start. One process at a time may have the folder.
 */
public final class OneMachine implements AutoCloseable {
    private final FolderLock lock;
    private final EmbeddedKafka kafka;
    private final EmbeddedStore store;

    private OneMachine(FolderLock lock, EmbeddedKafka kafka, EmbeddedStore store) {
        this.lock = lock;
        this.kafka = kafka;
        this.store = store;
    }

    /** Ports are wishes, as in {@link EmbeddedKafka#start} and {@link EmbeddedStore#start}. */
    public static OneMachine start(Path folder, int kafkaPort, int storePort) throws IOException, InterruptedException {
        FolderLock lock = FolderLock.take(folder);
        FutureTask<EmbeddedKafka> kafka = starting(() -> EmbeddedKafka.start(folder.resolve("kafka"), kafkaPort));
        FutureTask<EmbeddedStore> store = starting(() -> EmbeddedStore.start(folder.resolve("store"), storePort));
        try {
            return new OneMachine(lock, started(kafka), started(store));
        } catch (IOException | InterruptedException | RuntimeException e) {
            closeWhenUp(kafka);
            closeWhenUp(store);
            lock.close();
            throw e;
        }
    }

    private static <T> FutureTask<T> starting(Callable<T> start) {
        FutureTask<T> task = new FutureTask<>(start);
        Thread.ofPlatform().name("one-machine-start").daemon().start(task);
        return task;
    }

    private static <T> T started(FutureTask<T> server) throws IOException, InterruptedException {
        try {
            return server.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) throw cause;
            throw new IllegalStateException("a server of this machine does not start", e.getCause());
        }
    }

    private static void closeWhenUp(FutureTask<? extends AutoCloseable> server) {
        try {
            server.get().close();
        } catch (Exception e) {
            // It did not come up, which is why we are here, or is the other one's business.
        }
    }

    public EmbeddedKafka kafka() {
        return kafka;
    }

    public EmbeddedStore store() {
        return store;
    }

    /**
     * What a worker or a command in a process of its own is told of these servers, to be added to; the rest is as by default.
     *
     * @param bucket for artifacts, which is there
     */
    public Map<String, String> environment(Path state, Path models, String bucket) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KIRINUKI_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrap());
        environment.put("KIRINUKI_KAFKA_STATE_DIR", state.toString());
        environment.put("KIRINUKI_STORE_ENDPOINT", store.endpoint().toString());
        environment.put("KIRINUKI_STORE_ACCESS_KEY", EmbeddedStore.ACCESS_KEY);
        environment.put("KIRINUKI_STORE_SECRET_KEY", EmbeddedStore.SECRET_KEY);
        environment.put("KIRINUKI_OUTPUT_BUCKET", bucket);
        environment.put("KIRINUKI_MODELS_DIRECTORY", models.toString());
        environment.put("KIRINUKI_ADMIN_PORT", "0");
        return environment;
    }

    @Override
    public void close() {
        try (lock;
                store;
                kafka) {
            // Closed in reverse: the broker first, the folder last.
        }
    }
}
