package io.kirinuki.local;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.outcome.Failure;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.store.CallHeaders;
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
 * A worker in a process of its own, to be killed: real Kafka, real S3, 20 ms a batch. Objects whose key says so are
 * unavailable until a file appears. Configured by the environment, as any worker.
 */
final class PacedWorker {
    /** Names the file until which objects with {@link #STUBBORN} in their key cannot be fetched. */
    static final String RELEASE_VARIABLE = "PACED_RELEASE_FILE";

    static final String STUBBORN = "stubborn";

    private PacedWorker() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path release = Path.of(System.getenv(RELEASE_VARIABLE));
        var config =
                ConfigReader.read(Optional.empty(), System.getenv(), Map.of()).config();
        try (var worker = Wiring.start(config, new Parts(release))) {
            worker.awaitStop();
        }
    }

    private record Parts(Path release) implements Wiring.Parts {
        @Override
        public ObjectStore store(StoreConfig config, CallHeaders carried) {
            return new TroubledStore(
                    new MinioStore(config),
                    object -> object.key().contains(STUBBORN) && !Files.exists(release),
                    object -> new Failure.Unavailable("object " + object, "it was told to be"));
        }

        @Override
        public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
            return PacedModels.subject(Duration.ofMillis(20), 16, batches);
        }
    }
}
