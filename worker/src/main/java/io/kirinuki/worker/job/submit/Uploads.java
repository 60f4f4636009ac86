package io.kirinuki.worker.job.submit;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ImageNames;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.job.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts files in a store, unless they are there: of the same size and MD5, which S3 and its like give as the ETag of an
 * object that was put whole. Several at a time; what they hold in memory is at most a quarter of the heap.
 *
 * <p>Owned by one thread, which has others work for it.
 */
final class Uploads implements AutoCloseable {
    private static final int AT_A_TIME = 16;
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final ObjectStore store;
    private final BucketPlace to;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(AT_A_TIME);
    private final int mostBytes = (int) Math.min(1 << 30, Runtime.getRuntime().maxMemory() / 4);
    private final Semaphore bytes = new Semaphore(mostBytes);
    private final AtomicLong put = new AtomicLong();
    private final AtomicLong there = new AtomicLong();

    /** The store is its own from now on. */
    Uploads(ObjectStore store, BucketPlace to) {
        this.store = store;
        this.to = to;
    }

    ObjectRef object(LocalFiles.LocalFile file) {
        return to.object(file.name());
    }

    /**
     * Returns when all are in the store, but for those that cannot be read: whether each is.
     *
     * <p>Throws {@link StartException} where the store does not take one.
     */
    List<Boolean> all(List<LocalFiles.LocalFile> files) throws InterruptedException {
        List<Future<Boolean>> begun = new ArrayList<>();
        for (LocalFiles.LocalFile file : files) {
            int share = (int) Math.min(file.bytes(), mostBytes);
            places.acquire();
            bytes.acquire(share);
            begun.add(threads.submit(() -> {
                try {
                    return one(file);
                } finally {
                    bytes.release(share);
                    places.release();
                }
            }));
        }
        List<Boolean> ended = new ArrayList<>();
        for (Future<Boolean> one : begun) ended.add(result(one));
        return ended;
    }

    private static boolean result(Future<Boolean> one) throws InterruptedException {
        try {
            return one.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StartException advice) throw advice;
            throw new IllegalStateException("an upload broke", e.getCause());
        }
    }

    private boolean one(LocalFiles.LocalFile file) throws InterruptedException {
        byte[] content;
        try {
            content = Files.readAllBytes(file.path());
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file.path(), e.toString());
            return false;
        }
        ObjectRef object = object(file);
        if (isThere(object, content)) {
            there.incrementAndGet();
            return true;
        }
        String mediaType = ImageNames.mediaType(file.name()).orElse("application/octet-stream");
        var unused = Patience.USUAL.answer(() -> store.put(object, mediaType, Blob.of(content)));
        put.incrementAndGet();
        return true;
    }

    /** Where the store does not say, as one that allows no more than to put, the file is put. */
    private boolean isThere(ObjectRef object, byte[] content) throws InterruptedException {
        return switch (Patience.USUAL.outcome(() -> store.describe(object))) {
            case Outcome.Done<ObjectStore.Description>(var description) ->
                description.size().bytes() == content.length
                        && description.etag().equalsIgnoreCase(md5(content));
            case Outcome.Failed<ObjectStore.Description>(Failure failure) -> false;
        };
    }

    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        store.close();
        LOG.info("Uploaded {} files to {}; {} were there", put.get(), to, there.get());
    }
}
