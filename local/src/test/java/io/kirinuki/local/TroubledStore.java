package io.kirinuki.local;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A store that cannot give what is in trouble. All else it does.
 */
record TroubledStore(ObjectStore store, Predicate<ObjectRef> inTrouble, Function<ObjectRef, Failure> trouble)
        implements ObjectStore {
    @Override
    public Outcome<OpenObject> open(ObjectRef object) throws InterruptedException {
        return inTrouble.test(object) ? Outcome.failed(trouble.apply(object)) : store.open(object);
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
    public Outcome<ObjectRef> delete(ObjectRef artifact) throws InterruptedException {
        return store.delete(artifact);
    }

    @Override
    public void close() {
        store.close();
    }
}
