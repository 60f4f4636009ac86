package io.kirinuki.store;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The edge to object storage. Any thread may call; calls block, so callers use virtual threads.
 *
 * <p>Failures: not found, forbidden and refused are permanent; no answer, 5xx and throttling are transient. Exceptions
 * of the SDK go no further than an implementation of this.
 */
public interface ObjectStore extends AutoCloseable {
    /** Opens an object: size and version are known, the body is not read yet. */
    Outcome<OpenObject> open(ObjectRef object) throws InterruptedException;

    /** Opens an object that may not be there: who may not list a bucket is told Forbidden of what is missing. */
    default Outcome<OpenObject> find(ObjectRef object) throws InterruptedException {
        return open(object);
    }

    /** What the store says of an object, without its body. */
    default Outcome<Description> describe(ObjectRef object) throws InterruptedException {
        return open(object).map(open -> {
            try (open) {
                return new Description(open.size(), open.etag(), open.versionId());
            }
        });
    }

    /** Stores an object whole, replacing what was there; the same call may be made twice. */
    Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob body) throws InterruptedException;

    /**
     * Stores an object whole unless there is one of its key; empty where there is. A store that cannot tell replaces what
     * was there.
     */
    default Outcome<Optional<ObjectRef>> putIfAbsent(ObjectRef target, String mediaType, Blob body)
            throws InterruptedException {
        return put(target, mediaType, body).map(Optional::of);
    }

    /** Whether a bucket of that name is there; what its policy allows shows only when it is used. */
    Outcome<Boolean> bucketExists(String bucket) throws InterruptedException;

    /**
     * Some of the keys with that prefix, in the order of their UTF-8 bytes: a page of a bucket that may hold millions.
     *
     * @param after the page begins behind this key; empty for the first page
     */
    Outcome<Page> list(String bucket, String prefix, Optional<String> after) throws InterruptedException;

    /** As {@link #list}, of artifacts. */
    default Outcome<Page> made(String bucket, String prefix, Optional<String> after) throws InterruptedException {
        return list(bucket, prefix, after);
    }

    /** Deletes an artifact; one that is not there is as good as deleted. Where the bucket keeps versions, it is hidden. */
    Outcome<ObjectRef> delete(ObjectRef artifact) throws InterruptedException;

    @Override
    void close();

    /**
     * One answer of a listing.
     *
     * @param next what the next page begins behind; empty where there is none
     * @param modified when objects were written last, by the store's clock; a store that does not tell leaves them out
     */
    record Page(List<String> keys, Optional<String> next, Map<String, Instant> modified) {
        public Page {
            keys = List.copyOf(keys);
            modified = Map.copyOf(modified);
        }

        public Page(List<String> keys, Optional<String> next) {
            this(keys, next, Map.of());
        }
    }

    /**
     * An object by its size and version.
     *
     * @param etag without quotes; empty where the store says none
     * @param versionId absent where the bucket keeps no versions
     */
    record Description(ByteSize size, String etag, Optional<String> versionId) {
        /** What changes where the object does; empty where the store says nothing that does so for sure. */
        public Optional<String> version() {
            return ObjectVersion.of(versionId, etag);
        }
    }

    /** An object whose body has yet to be read, over a connection that {@link #close} gives back. */
    interface OpenObject extends AutoCloseable {
        ByteSize size();

        /** Without quotes; empty where the store says none. */
        String etag();

        /** Absent where the bucket keeps no versions. */
        Optional<String> versionId();

        /** What changes where the object does; empty where the store says nothing that does so for sure. */
        default Optional<String> version() {
            return ObjectVersion.of(versionId(), etag());
        }

        /** The whole body; a body that ends early is {@code Unavailable}. May be called once. */
        Outcome<byte[]> read() throws InterruptedException;

        /** Reads the body as {@link #read} does and keeps nothing of it; its length. May be called in its place. */
        default Outcome<Long> skim() throws InterruptedException {
            return read().map(body -> (long) body.length);
        }

        @Override
        void close();
    }
}
