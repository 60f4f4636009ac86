package io.kirinuki.local;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.outcome.Failure;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.CallHeaders;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A worker in a process of its own whose images may end it: real Kafka, real S3, 20 ms a batch. Who fetches an object with
 * {@link #KILLER} in its key dies at once.
 */
final class PerilousWorker {
    static final String KILLER = "killer";

    /** As the kernel's, where memory runs out. */
    static final int DIED = 137;

    private PerilousWorker() {}

    public static void main(String[] arguments) throws InterruptedException {
        var config =
                ConfigReader.read(Optional.empty(), System.getenv(), Map.of()).config();
        try (var worker = Wiring.start(config, new Parts())) {
            worker.awaitStop();
        }
    }

    private record Parts() implements Wiring.Parts {
        @Override
        public ObjectStore store(StoreConfig config, CallHeaders carried) {
            return new TroubledStore(
                    new MinioStore(config), Parts::kills, object -> new Failure.Unavailable("object", "dead"));
        }

        private static boolean kills(ObjectRef object) {
            if (object.key().contains(KILLER)) Runtime.getRuntime().halt(DIED);
            return false;
        }

        @Override
        public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
            return PacedModels.subject(Duration.ofMillis(20), 16, batches);
        }
    }
}
