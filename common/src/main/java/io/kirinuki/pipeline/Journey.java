package io.kirinuki.pipeline;

import io.kirinuki.batch.Traffic;
import io.kirinuki.batch.Urgency;
import io.kirinuki.image.HeaderProbe;
import io.kirinuki.image.ImageHeader;
import io.kirinuki.image.Photo;
import io.kirinuki.operation.Operation;
import io.kirinuki.operation.Rendering;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.ObjectStore.Description;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way of one image: fetch, probe, decode, operations, store. Straight-line code that waits where it must; called on
 * the image's virtual thread.
 */
final class Journey {
    private final ObjectStore store;
    private final Pipelines pipelines;
    private final Models models;
    private final Limits limits;
    private final ImageEngine.DefaultOutput output;
    private final Cores cores;
    private final EngineListener listener;
    private final EarlierRuns earlierRuns;
    private final Budget bytes;
    private final Budget pixels;

    Journey(
            ObjectStore store,
            Pipelines pipelines,
            Models models,
            Limits limits,
            ImageEngine.DefaultOutput output,
            Cores cores,
            EngineListener listener) {
        this.store = store;
        this.pipelines = pipelines;
        this.models = models;
        this.limits = limits;
        this.output = output;
        this.cores = cores;
        this.listener = listener;
        this.earlierRuns = new EarlierRuns(store);
        this.bytes = new Budget(limits.bytesInFlight().bytes(), limits.backfillShare());
        this.pixels = new Budget(limits.pixelsInFlight(), limits.backfillShare());
    }

    Product travel(ImageRequest request, Urgency urgency) throws FailedException, InterruptedException {
        urgency.refuseExpired();
        try (Generations.Lease lease = models.lease()) {
            return travel(request, urgency, lease.served());
        }
    }

    private Product travel(ImageRequest request, Urgency urgency, Map<String, ServedModel> models)
            throws FailedException, InterruptedException {
        Plan plan = Plan.of(request, pipelines, models);
        Stopwatch watch = new Stopwatch();
        List<ObjectRef> wanted = new ArrayList<>();
        wanted.add(request.source());
        wanted.addAll(plan.objects());
        Optional<Product> earlier = reuses(request) ? earlier(request, plan, wanted) : Optional.empty();
        if (earlier.isPresent()) {
            listener.reused();
            return earlier.get();
        }
        try (Fetched fetched =
                watch.time(Stage.FETCH, () -> Fetched.of(wanted, store, limits.maxObject(), bytes, urgency))) {
            listener.fetched(fetched.size());
            List<ImageHeader> headers = new ArrayList<>();
            for (Fetched.Item item : fetched.items()) headers.add(probed(item));
            ImageResult.Source source = source(request.source(), fetched.items().getFirst(), headers.getFirst());
            String fingerprint = plan.fingerprint(
                    fetched.items().stream().skip(1).map(Fetched.Item::version).toList());
            try (var held = watch.time(Stage.DECODE, () -> pixels.take(weight(plan, headers), urgency.traffic()));
                    var scene = new BatchedScene(models, cores, watch, urgency)) {
                urgency.refuseExpired();
                for (int i = 0; i < headers.size(); i++) {
                    Fetched.Item item = fetched.items().get(i);
                    ImageHeader header = headers.get(i);
                    scene.add(wanted.get(i), watch.time(Stage.DECODE, () -> decode(item, header, urgency.traffic())));
                }
                fetched.close(); // the encoded bytes are not needed any more: others may fetch
                return finish(request, plan, fingerprint, source, scene, watch);
            }
        }
    }

    private ImageHeader probed(Fetched.Item item) throws FailedException {
        ImageHeader header = HeaderProbe.probe(item.bytes()).orThrow();
        if (header.upright().pixels() > limits.maxPixels()) {
            throw new FailedException(new Failure.TooManyPixels(header.upright(), limits.maxPixels()));
        }
        return header;
    }

    /** Pixels to take a permit for: a plan that needs more memory for each counts as more of them. */
    private static long weight(Plan plan, List<ImageHeader> headers) {
        long objects = headers.stream()
                .skip(1)
                .mapToLong(header -> header.upright().pixels())
                .sum();
        long image = headers.getFirst().upright().pixels();
        return image * plan.bytesPerPixel() / Limits.NATIVE_BYTES_PER_PIXEL + objects;
    }

    private boolean reuses(ImageRequest request) {
        return output.reuse() && !request.forced();
    }

    private Optional<Product> earlier(ImageRequest request, Plan plan, List<ObjectRef> wanted)
            throws FailedException, InterruptedException {
        Optional<List<Description>> now = earlierRuns.describe(wanted);
        if (now.isEmpty()) return Optional.empty();
        Description source = now.get().getFirst();
        String fingerprint = plan.fingerprint(
                now.get().stream().skip(1).map(Description::version).toList());
        ArtifactFolder folder = folder(request, fingerprint, source.version());
        return earlierRuns.product(folder, request.source(), source, request.title(), fingerprint);
    }

    private ArtifactFolder folder(ImageRequest request, String fingerprint, String version) {
        return ArtifactFolder.of(
                request.output().bucket().orElse(output.bucket()),
                request.output().prefix().orElse(output.prefix()),
                request.title(),
                fingerprint,
                request.source(),
                version);
    }

    private static ImageResult.Source source(ObjectRef ref, Fetched.Item fetched, ImageHeader header) {
        return new ImageResult.Source(
                ref.bucket(),
                ref.key(),
                fetched.versionId(),
                fetched.etag(),
                fetched.bytes().length,
                header.format().mediaType(),
                header.upright().width(),
                header.upright().height(),
                header.orientation());
    }

    private Photo decode(Fetched.Item fetched, ImageHeader header, Traffic traffic)
            throws FailedException, InterruptedException {
        Photo photo = cores.run(() -> Photo.decode(fetched.bytes(), header).orThrow(), traffic);
        listener.decoded(header.upright().pixels());
        return photo;
    }

    private Product finish(
            ImageRequest request,
            Plan plan,
            String fingerprint,
            ImageResult.Source source,
            BatchedScene scene,
            Stopwatch watch)
            throws FailedException, InterruptedException {
        ArtifactFolder folder = folder(request, fingerprint, source.versionId().orElse(source.etag()));
        ArtifactWriter writer = new ArtifactWriter(store, folder, listener);
        List<ImageResult.Artifact> artifacts = new ArrayList<>();
        for (Operation operation : plan.operations()) {
            for (Rendering rendering : operation.render(scene)) {
                artifacts.add(watch.time(Stage.STORE, () -> writer.write(rendering)));
            }
        }
        ImageResult.Measures measures = scene.measures();
        List<ImageResult.ModelUse> uses = scene.uses();
        var content = Sidecar.of(source, request.title(), fingerprint, artifacts, measures, uses);
        ObjectRef sidecar =
                watch.time(Stage.STORE, () -> reuses(request) ? writer.writeOnce(content) : writer.write(content));
        ImageResult.Timings timings = watch.timings();
        listener.timed(timings);
        return new Product(source, fingerprint, artifacts, sidecar, measures, uses, timings, false);
    }

    long bytesInFlight() {
        return bytes.held();
    }

    long pixelsInFlight() {
        return pixels.held();
    }
}
