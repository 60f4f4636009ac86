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
import io.kirinuki.worker.config.WorkerConfig;
import java.time.Duration;

/** Parts of a worker whose store, while it is told so, refuses photos; were it down, no request would fail of it. */
final class Outage implements Wiring.Parts {
    private volatile boolean lasts;

    void begin() {
        lasts = true;
    }

    void end() {
        lasts = false;
    }

    @Override
    public ObjectStore store(StoreConfig config, CallHeaders carried) {
        return new TroubledStore(
                new MinioStore(config),
                object -> lasts && object.bucket().equals(Shelf.PHOTOS),
                object -> new Failure.Refused(object, "it was told to be"));
    }

    @Override
    public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
        return PacedModels.subject(Duration.ofMillis(5), 16, batches);
    }
}
