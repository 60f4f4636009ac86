package io.kirinuki.worker.page;

import io.kirinuki.encode.Thumbnail;
import io.kirinuki.encode.WebpEncoding;
import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.image.Photo;
import io.kirinuki.image.compose.Cutout;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Small pictures of objects in the store, made when somebody looks at them and never before. One thread
 * fetches and draws, one picture at a time; a few hundred are kept, some 30 KiB each.
 *
 * <p>Memory beside that of images in flight: one object of {@link #MOST_BYTES}, and while it is decoded 16 bytes, of AVIFs up
 * to 29, for each of {@link #MOST_PIXELS}. Any thread may ask, and waits for its picture.
 */
final class Thumbnails implements AutoCloseable {
    static final ByteSize MOST_BYTES = ByteSize.mebibytes(24);
    static final long MOST_PIXELS = 25_000_000;
    private static final int LONGEST = 720;
    private static final int KEPT = 240;
    private static final int WAITING = 128;
    private static final int PATIENCE_SECONDS = 30;
    private static final WebpEncoding ENCODING = WebpEncoding.lossy(82);

    /** @param version that a source must have; absent: an artifact, which is kept where artifacts are */
    record Key(ObjectRef object, Optional<String> version) {}

    private final ObjectStore store;
    private final ThreadPoolExecutor thread;
    private final Map<Key, CompletableFuture<Outcome<Blob>>> made = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, CompletableFuture<Outcome<Blob>>> eldest) {
            return size() > KEPT;
        }
    };

    Thumbnails(ObjectStore store) {
        this.store = store;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                work -> Thread.ofPlatform().name("page-pictures").daemon(true).unstarted(work));
    }

    /** As WebP; fails where it cannot be had, saying why. */
    Outcome<Blob> of(Key key) throws InterruptedException {
        CompletableFuture<Outcome<Blob>> picture;
        try {
            picture = begun(key);
        } catch (RejectedExecutionException full) {
            return Outcome.failed(
                    new Failure.Unavailable("the picture", "too many are being drawn; look again in a moment"));
        }
        try {
            Outcome<Blob> drawn = picture.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (drawn instanceof Outcome.Failed<Blob>) forget(key);
            return drawn;
        } catch (TimeoutException slow) {
            return Outcome.failed(new Failure.Unavailable("the picture", "it takes long; look again in a moment"));
        } catch (ExecutionException bug) {
            forget(key);
            throw new IllegalStateException("a picture cannot be drawn", bug.getCause());
        }
    }

    private synchronized CompletableFuture<Outcome<Blob>> begun(Key key) {
        CompletableFuture<Outcome<Blob>> there = made.get(key);
        if (there != null) return there;
        CompletableFuture<Outcome<Blob>> begun = CompletableFuture.supplyAsync(() -> drawn(key), thread);
        made.put(key, begun);
        return begun;
    }

    private synchronized void forget(Key key) {
        made.remove(key);
    }

    private Outcome<Blob> drawn(Key key) {
        try {
            return Outcome.of(() -> draw(key));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return Outcome.failed(new Failure.Stopping());
        }
    }

    private Blob draw(Key key) throws FailedException, InterruptedException {
        byte[] bytes = fetched(key);
        ImageHeader header = HeaderProbe.probe(bytes).orThrow();
        if (header.stored().pixels() > MOST_PIXELS) {
            throw new FailedException(new Failure.TooManyPixels(header.stored(), MOST_PIXELS));
        }
        try (Photo photo = PhotoFile.read(bytes, header).orThrow()) {
            return ENCODING.encode(Thumbnail.of(Cutout.uncut(photo), LONGEST));
        }
    }

    private byte[] fetched(Key key) throws FailedException, InterruptedException {
        Outcome<ObjectStore.OpenObject> there =
                key.version().isPresent() ? store.open(key.object()) : store.find(key.object());
        try (var open = there.orThrow()) {
            if (open.size().bytes() > MOST_BYTES.bytes()) {
                throw new FailedException(new Failure.TooLarge(open.size(), MOST_BYTES));
            }
            String version = open.versionId().orElse(open.etag());
            if (key.version().isPresent() && !key.version().get().equals(version)) {
                throw new FailedException(new Failure.NotFound(key.object()));
            }
            return open.read().orThrow();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
