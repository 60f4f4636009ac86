package io.kirinuki.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A store in memory that remembers what was asked of it. */
final class ShelfStore implements ObjectStore {
    final Map<ObjectRef, Blob> objects = new ConcurrentHashMap<>();
    /** Objects whose bodies were read, in order. */
    final List<ObjectRef> read = new CopyOnWriteArrayList<>();

    final List<ObjectRef> deleted = new CopyOnWriteArrayList<>();
    final List<ObjectRef> described = new CopyOnWriteArrayList<>();
    final List<ObjectRef> written = new CopyOnWriteArrayList<>();
    /** When objects were written last, where it was not long ago. */
    final Map<ObjectRef, Instant> modified = new ConcurrentHashMap<>();
    /** What listing any bucket but that of artifacts fails with. */
    volatile Optional<Failure> unlisted = Optional.empty();
    /** An object that nobody may read, though it is listed. */
    volatile Optional<ObjectRef> sealed = Optional.empty();
    /** A bucket that nobody may read. */
    volatile String forbidden = "";
    /** What becomes of an entity tag on its way here. */
    volatile UnaryOperator<String> tags = UnaryOperator.identity();
    /** Comes before each body is opened. */
    volatile Runnable beforeOpen = () -> {};

    final AtomicInteger opened = new AtomicInteger();
    /** Bodies that are open. */
    final AtomicInteger connections = new AtomicInteger();
    /** Comes before the next conditional put. */
    volatile Runnable meanwhile = () -> {};

    @Override
    public Outcome<Description> describe(ObjectRef object) {
        described.add(object);
        return found(object)
                .map(blob -> new Description(new ByteSize(blob.length()), tags.apply(etag(blob)), Optional.empty()));
    }

    @Override
    public Outcome<OpenObject> open(ObjectRef object) {
        beforeOpen.run();
        return found(object).map(blob -> {
            opened.incrementAndGet();
            connections.incrementAndGet();
            return new Open(object, blob);
        });
    }

    private Outcome<Blob> found(ObjectRef object) {
        if (object.bucket().equals(forbidden) || sealed.filter(object::equals).isPresent())
            return Outcome.failed(new Failure.Forbidden(object, "AccessDenied"));
        Blob blob = objects.get(object);
        return blob == null ? Outcome.failed(new Failure.NotFound(object)) : Outcome.done(blob);
    }

    @Override
    public Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob body) {
        written.add(target);
        objects.put(target, body);
        return Outcome.done(target);
    }

    @Override
    public Outcome<Optional<ObjectRef>> putIfAbsent(ObjectRef target, String mediaType, Blob body) {
        meanwhile.run();
        return objects.containsKey(target)
                ? Outcome.done(Optional.empty())
                : put(target, mediaType, body).map(Optional::of);
    }

    @Override
    public Outcome<Boolean> bucketExists(String bucket) {
        return Outcome.done(true);
    }

    /** Three on a page. */
    @Override
    public Outcome<Page> list(String bucket, String prefix, Optional<String> after) {
        if (bucket.equals(forbidden)) {
            return Outcome.failed(new Failure.Forbidden(ObjectRef.of(bucket, "*"), "AccessDenied"));
        }
        if (unlisted.isPresent() && !bucket.equals("made")) return Outcome.failed(unlisted.get());
        if (prefix.getBytes(UTF_8).length > 1024) {
            return Outcome.failed(new Failure.Refused(ObjectRef.of(bucket, prefix), "KeyTooLongError"));
        }
        Map<String, Instant> times = objects.keySet().stream()
                .filter(object -> object.bucket().equals(bucket))
                .collect(Collectors.toMap(ObjectRef::key, object -> modified.getOrDefault(object, Instant.EPOCH)));
        List<String> keys = objects.keySet().stream()
                .filter(object -> object.bucket().equals(bucket))
                .map(ObjectRef::key)
                .filter(key -> key.startsWith(prefix) && key.compareTo(after.orElse("")) > 0)
                .sorted()
                .toList();
        return Outcome.done(
                keys.size() > 3
                        ? new Page(keys.subList(0, 3), Optional.of(keys.get(2)), times)
                        : new Page(keys, Optional.empty(), times));
    }

    @Override
    public Outcome<ObjectRef> delete(ObjectRef artifact) {
        deleted.add(artifact);
        objects.remove(artifact);
        return Outcome.done(artifact);
    }

    @Override
    public void close() {}

    private static String etag(Blob blob) {
        return blob.sha256().substring(0, 32);
    }

    private final class Open implements OpenObject {
        private final ObjectRef object;
        private final Blob blob;

        Open(ObjectRef object, Blob blob) {
            this.object = object;
            this.blob = blob;
        }

        @Override
        public ByteSize size() {
            return new ByteSize(blob.length());
        }

        @Override
        public String etag() {
            return tags.apply(ShelfStore.etag(blob));
        }

        @Override
        public Optional<String> versionId() {
            return Optional.empty();
        }

        @Override
        public Outcome<byte[]> read() {
            read.add(object);
            return Outcome.done(blob.bytes());
        }

        @Override
        public void close() {
            connections.decrementAndGet();
        }
    }
}
