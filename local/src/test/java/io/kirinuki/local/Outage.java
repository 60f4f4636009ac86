package io.kirinuki.local;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.image.Blob;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.WorkerConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * Parts of a worker whose store, while it is told so, cannot give what photos hold; all else it does, so that it is not
 * held to be down and images fail one by one.
 */
final class Outage implements Wiring.Parts {
    private volatile boolean lasts;

    void begin() {
        lasts = true;
    }

    void end() {
        lasts = false;
    }

    @Override
    public ObjectStore store(StoreConfig config) {
        return new Store(new MinioStore(config));
    }

    @Override
    public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
        return PacedModels.subject(Duration.ofMillis(5), 16, batches);
    }

    private final class Store implements ObjectStore {
        private final ObjectStore store;

        private Store(ObjectStore store) {
            this.store = store;
        }

        @Override
        public Outcome<OpenObject> open(ObjectRef object) throws InterruptedException {
            return lasts && object.bucket().equals(Shelf.PHOTOS)
                    ? Outcome.failed(new Failure.Unavailable("object " + object, "it was told to be"))
                    : store.open(object);
        }

        @Override
        public Outcome<Description> describe(ObjectRef object) throws InterruptedException {
            return store.describe(object);
        }

        @Override
        public Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob body) throws InterruptedException {
            return store.put(target, mediaType, body);
        }

        @Override
        public Outcome<Boolean> bucketExists(String bucket) throws InterruptedException {
            return store.bucketExists(bucket);
        }

        @Override
        public Outcome<Page> list(String bucket, String prefix, Optional<String> after) throws InterruptedException {
            return store.list(bucket, prefix, after);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
