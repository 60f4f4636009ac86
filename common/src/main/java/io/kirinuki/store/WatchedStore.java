package io.kirinuki.store;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.StoreListener.Call;
import java.time.Duration;
import java.util.Optional;

/** A store that tells of each call, how it ended and how long it took; of a call that is interrupted nothing. Any thread. */
public record WatchedStore(ObjectStore store, StoreListener listener) implements ObjectStore {
    /** A call to a store. */
    private interface Asked<T> {
        Outcome<T> ask() throws InterruptedException;
    }

    private <T> Outcome<T> told(String bucket, Call call, Asked<T> asked) throws InterruptedException {
        long start = System.nanoTime();
        Outcome<T> outcome = asked.ask();
        listener.called(bucket, call, outcome, Duration.ofNanos(System.nanoTime() - start));
        return outcome;
    }

    @Override
    public Outcome<OpenObject> open(ObjectRef object) throws InterruptedException {
        return told(object.bucket(), Call.OPEN, () -> store.open(object))
                .map(open -> new Opened(object.bucket(), open));
    }

    @Override
    public Outcome<OpenObject> find(ObjectRef object) throws InterruptedException {
        return told(object.bucket(), Call.FIND, () -> store.find(object))
                .map(open -> new Opened(object.bucket(), open));
    }

    @Override
    public Outcome<Description> describe(ObjectRef object) throws InterruptedException {
        return told(object.bucket(), Call.DESCRIBE, () -> store.describe(object));
    }

    @Override
    public Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob body) throws InterruptedException {
        return told(target.bucket(), Call.PUT, () -> store.put(target, mediaType, body));
    }

    @Override
    public Outcome<Optional<ObjectRef>> putIfAbsent(ObjectRef target, String mediaType, Blob body)
            throws InterruptedException {
        return told(target.bucket(), Call.PUT, () -> store.putIfAbsent(target, mediaType, body));
    }

    @Override
    public Outcome<Boolean> bucketExists(String bucket) throws InterruptedException {
        return told(bucket, Call.DESCRIBE, () -> store.bucketExists(bucket));
    }

    @Override
    public Outcome<Page> list(String bucket, String prefix, Optional<String> after) throws InterruptedException {
        return told(bucket, Call.LIST, () -> store.list(bucket, prefix, after));
    }

    @Override
    public Outcome<ObjectRef> delete(ObjectRef artifact) throws InterruptedException {
        return told(artifact.bucket(), Call.DELETE, () -> store.delete(artifact));
    }

    @Override
    public void close() {
        store.close();
    }

    /** An object whose body is yet to be read. */
    private final class Opened extends ForwardingObject {
        private final String bucket;

        Opened(String bucket, OpenObject open) {
            super(open);
            this.bucket = bucket;
        }

        @Override
        public Outcome<byte[]> read() throws InterruptedException {
            return told(bucket, Call.READ, open::read);
        }

        @Override
        public Outcome<Long> skim() throws InterruptedException {
            return told(bucket, Call.READ, open::skim);
        }
    }
}
