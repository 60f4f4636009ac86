package io.kirinuki.pipeline;

import io.kirinuki.image.Blob;
import io.kirinuki.image.FastPng;
import io.kirinuki.image.HeaderProbe;
import io.kirinuki.image.ImageHeader;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.operation.Operation;
import io.kirinuki.operation.Rendering;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journey of an image: fetch, probe, decode, operations, store. Knows nothing of Kafka.
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

    private final ObjectStore store;
    private final Pipelines pipelines;
    private final Map<String, ServedModel> models;
    private final Limits limits;
    private final DefaultOutput output;
    private final Cores cores;
    private final EngineListener listener;
    private final Budget bytes;
    private final Budget pixels;
    private final Semaphore images;
    private final AtomicInteger begun = new AtomicInteger();
    private final BlockingQueue<Job> line = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    public ImageEngine(
            ObjectStore store,
            Pipelines pipelines,
            Map<String, ServedModel> models,
            Limits limits,
            DefaultOutput output,
            Cores cores,
            EngineListener listener) {
        this.store = store;
        this.pipelines = pipelines;
        this.models = Map.copyOf(models);
        this.limits = limits;
        this.output = output;
        this.cores = cores;
        this.listener = listener;
        this.bytes = new Budget(limits.bytesInFlight().bytes());
        this.pixels = new Budget(limits.pixelsInFlight());
        this.images = new Semaphore(limits.imagesInFlight());
        threads.execute(this::admit);
    }

    /** Loads the native libraries by a picture of one pixel, which takes a second or two, before the first image waits for it. */
    public static void warmUp() {
        byte[] pixel = FastPng.encode(new PixelSize(1, 1), FastPng.Layout.GREY, (y, row) -> row[0] = 1)
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
        return bytes.held();
    }

    public long pixelsInFlight() {
        return pixels.held();
    }

    private void admit() {
        try {
            while (!stopped) {
                images.acquire();
                Job job = line.take();
                threads.execute(() -> {
                    begun.incrementAndGet();
                    try {
                        if (!job.end().isDone()) job.end().complete(end(job.request()));
                    } finally {
                        begun.decrementAndGet();
                        images.release();
                    }
                });
            }
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome<Product> end(ImageRequest request) {
        try {
            return Outcome.of(() -> journey(request));
        } catch (InterruptedException shutdown) {
            return Outcome.failed(new Failure.Stopping());
        } catch (RuntimeException | Error bug) {
            LOG.error("Bug while working on {}", request.source(), bug);
            return Outcome.failed(new Failure.Internal(bug.toString()));
        }
    }

    private Product journey(ImageRequest request) throws FailedException, InterruptedException {
        refuseExpired(request);
        Plan plan = Plan.of(request, pipelines, models);
        Stopwatch watch = new Stopwatch();
        try (Fetched fetched = fetch(request.source(), watch)) {
            ImageHeader header = HeaderProbe.probe(fetched.bytes()).orThrow();
            if (header.upright().pixels() > limits.maxPixels()) {
                throw new FailedException(new Failure.TooManyPixels(header.upright(), limits.maxPixels()));
            }
            try (var held = watch.decode(() -> pixels.take(header.upright().pixels()))) {
                Photo photo = watch.decode(() ->
                        cores.run(() -> Photo.decode(fetched.bytes(), header).orThrow()));
                listener.decoded(header.upright().pixels());
                ImageResult.Source source = source(request.source(), fetched, header);
                fetched.close(); // the encoded bytes are not needed any more: others may fetch
                try (BatchedScene scene = new BatchedScene(photo, models, cores, watch)) {
                    return finish(request, plan, source, scene, watch);
                }
            }
        }
    }

    private static void refuseExpired(ImageRequest request) throws FailedException {
        if (request.deadline().isPresent()
                && Instant.now().isAfter(request.deadline().get())) {
            throw new FailedException(new Failure.Expired(request.deadline().get()));
        }
    }

    private Fetched fetch(ObjectRef source, Stopwatch watch) throws FailedException, InterruptedException {
        return watch.fetch(() -> {
            try (ObjectStore.OpenObject open = store.open(source).orThrow()) {
                long size = open.size().bytes();
                if (size == 0) throw new FailedException(new Failure.Empty(source));
                if (size > limits.maxObject().bytes()) {
                    throw new FailedException(new Failure.TooLarge(open.size(), limits.maxObject()));
                }
                Budget.Lease held = bytes.take(size);
                try {
                    byte[] body = open.read().orThrow();
                    listener.fetched(size);
                    return new Fetched(body, open.etag(), open.versionId(), held);
                } catch (FailedException | InterruptedException | RuntimeException | Error e) {
                    held.close();
                    throw e;
                }
            }
        });
    }

    private Product finish(
            ImageRequest request, Plan plan, ImageResult.Source source, BatchedScene scene, Stopwatch watch)
            throws FailedException, InterruptedException {
        ArtifactFolder folder = ArtifactFolder.of(
                request.output().bucket().orElse(output.bucket()),
                request.output().prefix().orElse(output.prefix()),
                request.pipeline(),
                plan.fingerprint(),
                request.source(),
                source.versionId().orElse(source.etag()));
        List<ImageResult.Artifact> artifacts = new ArrayList<>();
        for (Operation operation : plan.operations()) {
            for (Rendering rendering : operation.render(scene)) {
                artifacts.add(watch.store(() -> store(folder, rendering)));
            }
        }
        ImageResult.Measures measures = scene.measures();
        List<ImageResult.ModelUse> uses = scene.uses();
        ObjectRef sidecar = folder.file(Sidecar.NAME);
        var content = new Sidecar(
                source,
                request.pipeline(),
                plan.fingerprint(),
                artifacts,
                measures,
                uses.stream().map(Sidecar.Model::of).toList());
        Blob json = Blob.of(Json.MAPPER.writeValueAsBytes(content));
        watch.store(() -> put(sidecar, "application/json", json));
        ImageResult.Timings timings = watch.timings();
        listener.timed(timings);
        return new Product(source, plan.fingerprint(), artifacts, sidecar, measures, uses, timings);
    }

    private ImageResult.Artifact store(ArtifactFolder folder, Rendering rendering)
            throws FailedException, InterruptedException {
        ObjectRef target = folder.file(rendering.role() + "." + rendering.extension());
        put(target, rendering.mediaType(), rendering.bytes());
        listener.stored(rendering.bytes().length());
        return new ImageResult.Artifact(
                rendering.role(),
                rendering.mediaType(),
                target.bucket(),
                target.key(),
                rendering.bytes().length(),
                rendering.bytes().sha256(),
                rendering.size().width(),
                rendering.size().height());
    }

    /** The store's failures speak of the source; what is wrong here is where the request wants its artifacts. */
    private ObjectRef put(ObjectRef target, String mediaType, Blob body) throws FailedException, InterruptedException {
        Outcome<ObjectRef> outcome = store.put(target, mediaType, body);
        if (outcome instanceof Outcome.Failed<ObjectRef>(Failure.Permanent refusal)) {
            String message = refusal.message();
            throw new FailedException(new Failure.OutputRefused(message.substring(message.indexOf(": ") + 2)));
        }
        return outcome.orThrow();
    }

    private static ImageResult.Source source(ObjectRef ref, Fetched fetched, ImageHeader header) {
        return new ImageResult.Source(
                ref.bucket(),
                ref.key(),
                fetched.versionId(),
                fetched.etag(),
                fetched.size(),
                header.format().mediaType(),
                header.upright().width(),
                header.upright().height(),
                header.orientation());
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
