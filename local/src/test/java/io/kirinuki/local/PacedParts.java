package io.kirinuki.local;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.WorkerConfig;
import java.time.Duration;

/** The real store, and a model of a fixed time per batch. */
record PacedParts(Duration perBatch, int maxBatch) implements Wiring.Parts {
    @Override
    public ObjectStore store(StoreConfig config) {
        return new MinioStore(config);
    }

    @Override
    public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
        return PacedModels.subject(perBatch, maxBatch, batches);
    }
}
