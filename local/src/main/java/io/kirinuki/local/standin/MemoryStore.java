package io.kirinuki.local.standin;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Objects in memory, for benchmarks in which a store on the same two cores would be what is measured. Any thread. */
public final class MemoryStore implements ObjectStore {
    private static final Comparator<String> IN_ORDER =
            Comparator.comparing(key -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final Map<ObjectRef, Blob> objects = new ConcurrentHashMap<>();

    @Override
    public Outcome<OpenObject> open(ObjectRef object) {
        Blob blob = objects.get(object);
        return blob == null ? Outcome.failed(new Failure.NotFound(object)) : Outcome.done(new Open(blob));
    }

    @Override
    public Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob body) {
        objects.put(target, body);
        return Outcome.done(target);
    }

    /** Any bucket is. */
    @Override
    public Outcome<Boolean> bucketExists(String bucket) {
        return Outcome.done(true);
    }

    /** All on one page. */
    @Override
    public Outcome<Page> list(String bucket, String prefix, Optional<String> after) {
        return Outcome.done(new Page(
                objects.keySet().stream()
                        .filter(object -> object.bucket().equals(bucket))
                        .map(ObjectRef::key)
                        .filter(key -> key.startsWith(prefix) && IN_ORDER.compare(key, after.orElse("")) > 0)
                        .sorted(IN_ORDER)
                        .toList(),
                Optional.empty()));
    }

    @Override
    public Outcome<ObjectRef> delete(ObjectRef artifact) {
        objects.remove(artifact);
        return Outcome.done(artifact);
    }

    @Override
    public void close() {
        objects.clear();
    }

    private record Open(Blob blob) implements OpenObject {
        @Override
        public ByteSize size() {
            return new ByteSize(blob.length());
        }

        @Override
        public String etag() {
            return blob.sha256().substring(0, 32);
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
