package io.kirinuki.local;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Objects as files of a folder, for the one process that has it: what {@link EmbeddedStore} keeps, without a server in
 * between. Beside them a person's own files can be lent as objects, which are read where they lie and never written.
 *
 * <p>An object is seen whole or not at all, also after a kill, but the disk is not synced. It says no entity tag, so that
 * versions are named by content. Nobody lists it. Threads: any.
 */
public final class FolderStore implements ObjectStore {
    private static final ByteSize LARGEST_ARRAY = new ByteSize(Integer.MAX_VALUE - 8L);

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
    private static final String NO_NAME = "no bucket can have that name";

    private final Path buckets;
    private final Path unfinished;
    private final AtomicLong written = new AtomicLong();
    private final Map<ObjectRef, Content> lent = new ConcurrentHashMap<>();

    private FolderStore(Path folder) {
        this.buckets = folder.resolve("buckets");
        this.unfinished = folder.resolve("unfinished");
    }

    public static FolderStore open(Path folder) throws IOException {
        FolderStore store = new FolderStore(folder.toAbsolutePath().normalize());
        Files.createDirectories(store.buckets);
        Files.createDirectories(store.unfinished);
        try (Stream<Path> ofFormerLives = Files.list(store.unfinished)) {
            for (Path file : ofFormerLives.toList()) Files.delete(file);
        }
        return store;
    }

    /** Makes the bucket unless it is there. */
    public void createBucket(String bucket) throws IOException {
        Files.createDirectories(buckets.resolve(bucket));
    }

    /** From now on that is the object's content, in place of any other. */
    public void lend(ObjectRef object, Content content) {
        lent.put(object, content);
    }

    @Override
    public Outcome<OpenObject> open(ObjectRef object) {
        if (!isName(object.bucket())) return Outcome.failed(new Failure.Refused(object, NO_NAME));
        try {
            Content there = lent.get(object);
            Content content = there != null ? there : Content.of(file(object));
            return Outcome.done(new Open(object, content, content.size()));
        } catch (IOException e) {
            return Outcome.failed(failure(object, e));
        }
    }

    /** Which no path's step upwards is, for one. */
    private static boolean isName(String bucket) {
        return NAME.matcher(bucket).matches();
    }

    private Path file(ObjectRef object) {
        return buckets.resolve(object.bucket()).resolve(FileNames.ofKey(object.key()));
    }

    @Override
    public Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob body) {
        if (!isName(target.bucket())) return Outcome.failed(new Failure.Refused(target, NO_NAME));
        try {
            Path file = place(target);
            Files.move(write(body), file, StandardCopyOption.ATOMIC_MOVE);
            return Outcome.done(target);
        } catch (IOException e) {
            return Outcome.failed(failure(target, e));
        }
    }

    /** One at a time: nobody else writes here, so looking and moving are one step. */
    @Override
    public synchronized Outcome<Optional<ObjectRef>> putIfAbsent(ObjectRef target, String mediaType, Blob body) {
        if (isName(target.bucket()) && Files.exists(file(target))) return Outcome.done(Optional.empty());
        return put(target, mediaType, body).map(Optional::of);
    }

    @Override
    public Outcome<ObjectRef> delete(ObjectRef artifact) {
        if (!isName(artifact.bucket())) return Outcome.failed(new Failure.Refused(artifact, NO_NAME));
        try {
            boolean unused = Files.deleteIfExists(file(artifact));
            return Outcome.done(artifact);
        } catch (IOException e) {
            return Outcome.failed(failure(artifact, e));
        }
    }

    private Path place(ObjectRef target) throws IOException {
        Path bucket = buckets.resolve(target.bucket());
        if (!Files.isDirectory(bucket)) throw new NotDirectoryException(bucket.toString());
        Path file = file(target);
        Files.createDirectories(file.getParent());
        return file;
    }

    private Path write(Blob body) throws IOException {
        Path file = unfinished.resolve(Long.toString(written.incrementAndGet()));
        try (InputStream in = body.open();
                var out = Files.newOutputStream(file)) {
            in.transferTo(out);
        }
        return file;
    }

    private Failure failure(ObjectRef object, IOException e) {
        if (!lent.containsKey(object) && !Files.isDirectory(buckets.resolve(object.bucket()))) {
            return new Failure.BucketNotFound(object.bucket());
        }
        return switch (e) {
            case NoSuchFileException missing -> new Failure.NotFound(object);
            case AccessDeniedException denied -> new Failure.Refused(object, "this user may not read or write it");
            default -> new Failure.Refused(object, String.valueOf(e.getMessage()));
        };
    }

    @Override
    public Outcome<Boolean> bucketExists(String bucket) {
        return Outcome.done(isName(bucket) && Files.isDirectory(buckets.resolve(bucket)));
    }

    @Override
    public Outcome<Page> list(String bucket, String prefix, Optional<String> after) {
        return Outcome.failed(new Failure.Refused(ObjectRef.of(bucket, prefix + "*"), "this folder is not listed"));
    }

    @Override
    public void close() {}

    /** A file whose bytes are yet to be read; no handle is held until then. */
    private final class Open implements OpenObject {
        private final ObjectRef object;
        private final Content content;
        private final ByteSize size;

        Open(ObjectRef object, Content content, long size) {
            this.object = object;
            this.content = content;
            this.size = new ByteSize(size);
        }

        @Override
        public ByteSize size() {
            return size;
        }

        @Override
        public String etag() {
            return "";
        }

        @Override
        public Optional<String> versionId() {
            return Optional.empty();
        }

        /** A file that is written to meanwhile is as long as its permit says, or is tried again. */
        @Override
        public Outcome<byte[]> read() {
            if (size.bytes() > LARGEST_ARRAY.bytes()) return Outcome.failed(new Failure.TooLarge(size, LARGEST_ARRAY));
            try (InputStream in = content.open()) {
                byte[] whole = in.readNBytes((int) size.bytes());
                if (whole.length == size.bytes() && in.read() < 0) return Outcome.done(whole);
                return Outcome.failed(new Failure.Unavailable(object.toString(), "it is being written to"));
            } catch (IOException e) {
                return Outcome.failed(failure(object, e));
            }
        }

        @Override
        public void close() {}
    }
}
