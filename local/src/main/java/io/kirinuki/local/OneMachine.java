package io.kirinuki.local;

import java.io.IOException;
import java.nio.file.Path;
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

    @Override
    public void close() {
        try (lock;
                store;
                kafka) {
            // Closed in reverse: the broker first, the folder last.
        }
    }
}
