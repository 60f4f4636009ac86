package io.kirinuki.worker.job.collect;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store that holds what a test has put into it, by key. */
record Shelved(Map<String, byte[]> objects) implements ObjectStore {
    @Override
    public Outcome<OpenObject> open(ObjectRef object) {
        byte[] bytes = objects.get(object.key());
        return bytes == null ? Outcome.failed(new Failure.NotFound(object)) : Outcome.done(new Open(Blob.of(bytes)));
    }

    @Override
    public Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob body) {
        objects.put(target.key(), body.bytes());
        return Outcome.done(target);
    }

    @Override
    public Outcome<Boolean> bucketExists(String bucket) {
        return Outcome.done(true);
    }

    @Override
    public Outcome<Page> list(String bucket, String prefix, Optional<String> after) {
        return Outcome.done(new Page(List.copyOf(objects.keySet()), Optional.empty()));
    }

    @Override
    public Outcome<ObjectRef> delete(ObjectRef artifact) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    private record Open(Blob blob) implements OpenObject {
        @Override
        public ByteSize size() {
            return new ByteSize(blob.length());
        }

        @Override
        public String etag() {
            return "";
        }

        @Override
        public Optional<String> versionId() {
            return Optional.empty();
        }

        @Override
        public Outcome<byte[]> read() {
            return Outcome.done(blob.bytes());
        }

        @Override
        public void close() {}
    }
}
