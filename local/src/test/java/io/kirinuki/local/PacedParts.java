package io.kirinuki.local;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.WorkerConfig;
import java.time.Duration;

/** The real store, and a model of a fixed time per batch. */
record PacedParts(Duration perBatch, int maxBatch) implements Wiring.Parts {
    @Override
    public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
        return PacedModels.subject(perBatch, maxBatch, batches);
    }
}
