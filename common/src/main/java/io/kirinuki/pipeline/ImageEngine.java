package io.kirinuki.pipeline;

import io.kirinuki.image.FastPng;
import io.kirinuki.image.HeaderProbe;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests and lets each image begin its {@link Journey} when there is room. Knows nothing of Kafka.
 *
 * <p>Threads: any thread may submit, none is held up. Each image in flight is one virtual thread, which waits for the
 * network, for permits and for its batch; pixels are worked on by {@link Cores}. Images begin in the order of submit.
 *
 * <p>Memory: {@link Limits} hold in images, in bytes fetched and in pixels decoded. Permits are taken in that order and
 * given back after upload at the latest, so no image waits for one that waits for it.
 *
 * <p>Every future ends. A cancelled one is not begun. After {@link #close}, what was not finished ends with {@code
 * Stopping}.
 */
public final class ImageEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImageEngine.class);

    /** Where artifacts go that do not say. */
    public record DefaultOutput(String bucket, String prefix) {}

    private record Job(ImageRequest request, CompletableFuture<Outcome<Product>> end) {}

    private final Journey journey;
    private final Semaphore images;
    private final AtomicInteger begun = new AtomicInteger();
    private final BlockingQueue<Job> line = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    public ImageEngine(
            ObjectStore store,
            Pipelines pipelines,
            Models models,
            Limits limits,
            DefaultOutput output,
            Cores cores,
            EngineListener listener) {
        this.journey = new Journey(store, pipelines, models, limits, output, cores, listener);
        this.images = new Semaphore(limits.imagesInFlight());
        threads.execute(this::admit);
    }

    /** Loads the native libraries by a picture of one pixel, which takes a second or two, before the first image waits for it. */
    public static void warmUp() {
        byte[] pixel = FastPng.encode(new PixelSize(1, 1), Picture.Layout.GREY, (y, row) -> row[0] = 1)
                .bytes();
        var decoded = HeaderProbe.probe(pixel).map(header -> Photo.decode(pixel, header));
        if (decoded instanceof Outcome.Done<Outcome<Photo>>(Outcome.Done<Photo>(Photo photo))) {
            photo.close();
        } else {
            throw new IllegalStateException("this machine cannot decode a picture of one pixel: " + decoded);
        }
    }

    public CompletableFuture<Outcome<Product>> submit(ImageRequest request) {
        Job job = new Job(request, new CompletableFuture<>());
        line.add(job);
        // The line may have been emptied just before we added to it; then nobody else would end this one.
        if (stopped && line.remove(job)) job.end().complete(Outcome.failed(new Failure.Stopping()));
        return job.end();
    }

    /** Images submitted and not begun. */
    public int waiting() {
        return line.size();
    }

    /** Images being worked on. */
    public int inFlight() {
        return begun.get();
    }

    public long bytesInFlight() {
        return journey.bytesInFlight();
    }

    public long pixelsInFlight() {
        return journey.pixelsInFlight();
    }

    private void admit() {
        try {
            while (!stopped) {
                images.acquire();
                Job job = line.take();
                begin(job);
            }
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin(Job job) {
        try {
            threads.execute(() -> {
                begun.incrementAndGet();
                try {
                    if (!job.end().isDone()) job.end().complete(end(job.request()));
                } finally {
                    begun.decrementAndGet();
                    images.release();
                }
            });
        } catch (RejectedExecutionException closed) {
            job.end().complete(Outcome.failed(new Failure.Stopping()));
        }
    }

    private Outcome<Product> end(ImageRequest request) {
        try {
            return Outcome.of(() -> journey.travel(request));
        } catch (InterruptedException shutdown) {
            return Outcome.failed(new Failure.Stopping());
        } catch (RuntimeException | Error bug) {
            LOG.error("Bug while working on {}", request.source(), bug);
            return Outcome.failed(new Failure.Internal(bug.toString()));
        }
    }

    /** Interrupts what is in flight; its futures end with {@code Stopping}. */
    @Override
    public void close() {
        stopped = true; // before emptying the line: see submit
        threads.shutdownNow();
        List<Job> left = new ArrayList<>();
        line.drainTo(left);
        left.forEach(job -> job.end().complete(Outcome.failed(new Failure.Stopping())));
        threads.close();
    }
}
