package io.kirinuki.local;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.outcome.Failure;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A worker in a process of its own whose images may end it: real Kafka, real S3, 20 ms a batch. Who fetches an object with
 * {@link #KILLER} in its key dies at once; who fetches one with {@link #SLOW} waits until a file appears. SIGTERM stops it
 * in order, as any worker.
 */
final class PerilousWorker {
    static final String KILLER = "killer";
    static final String SLOW = "slow";

    /** Names the file that slow objects wait for. */
    static final String RELEASE_VARIABLE = "PERILOUS_RELEASE_FILE";

    /** As the kernel's, where memory runs out. */
    static final int DIED = 137;

    private PerilousWorker() {}

    public static void main(String[] arguments) throws InterruptedException {
        var config =
                ConfigReader.read(Optional.empty(), System.getenv(), Map.of()).config();
        var worker = Wiring.start(config, new Parts(Path.of(System.getenv(RELEASE_VARIABLE))));
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
        worker.awaitStop();
    }

    private record Parts(Path release) implements Wiring.Parts {
        @Override
        public ObjectStore store(StoreConfig config) {
            return new TroubledStore(
                    new MinioStore(config), this::inTrouble, object -> new Failure.Unavailable("object", "stopping"));
        }

        private boolean inTrouble(ObjectRef object) {
            if (object.key().contains(KILLER)) Runtime.getRuntime().halt(DIED);
            while (object.key().contains(SLOW) && !Files.exists(release)) {
                try {
                    Thread.sleep(20);
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                    return true;
                }
            }
            return false;
        }

        @Override
        public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
            return PacedModels.subject(Duration.ofMillis(20), 16, batches);
        }
    }
}
