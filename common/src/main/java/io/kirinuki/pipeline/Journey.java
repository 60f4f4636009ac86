package io.kirinuki.pipeline;

import io.kirinuki.address.Addresses;
import io.kirinuki.batch.Asker;
import io.kirinuki.batch.Urgency;
import io.kirinuki.image.Photo;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.operation.Operation;
import io.kirinuki.operation.Rendering;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.ObjectStore.Description;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one image: fetch, probe, decode, operations, store. Straight-line code that waits where it must; called on
 * the image's virtual thread.
 */
final class Journey {
    private static final Logger LOG = LoggerFactory.getLogger(Journey.class);

    private final ObjectStore store;
    private final Sources sources;
    private final Pipelines pipelines;
    private final Models models;
    private final Limits limits;
    private final ImageEngine.DefaultOutput output;
    private final Cores cores;
    private final Decoding decoding;
    private final EngineListener listener;
    private final EarlierRuns earlierRuns;
    private final Budget bytes;
    private final Budget pixels;

    Journey(
            ObjectStore store,
            Addresses addresses,
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
        this.decoding = new Decoding(limits, cores, PhotoFile::read);
        this.listener = listener;
        this.sources = new Sources(store, addresses);
        this.earlierRuns = new EarlierRuns(sources);
        this.bytes = new Budget(limits.bytesInFlight().bytes(), limits.shares());
        this.pixels = new Budget(limits.pixelsInFlight(), limits.shares());
    }

    Product travel(ImageRequest request, Urgency urgency, Stopwatch watch, Course course)
            throws FailedException, InterruptedException {
        urgency.refuseExpired();
        output.reach().check(request);
        try (Generations.Lease lease = models.lease()) {
            Optional<Trial> trial = lease.trialOf(request.source());
            return trial.isEmpty()
                    ? travel(request, urgency, lease.served(), Optional.empty(), watch, course)
                    : onTrial(trial.get(), request, urgency, lease, watch, course);
        }
    }

    /** An image that takes part in the trial of a model's new version, where it asks that model at all. */
    private Product onTrial(
            Trial trial, ImageRequest request, Urgency urgency, Generations.Lease lease, Stopwatch watch, Course course)
            throws FailedException, InterruptedException {
        // By what is served: where that plan fails the request does so, whatever is on trial.
        if (!Plan.of(request, pipelines, lease.served()).models().contains(trial.served())) {
            return travel(request, urgency, lease.served(), Optional.empty(), watch, course);
        }
        SecondOpinion opinion = new SecondOpinion(trial, lease, cores, request.source());
        var second = Optional.of(opinion);
        return switch (trial.mode()) {
            case SHADOW -> travel(request, urgency, lease.served(), second, watch, course);
            case CANARY -> {
                Optional<Failure> late = trial.takeLate(request.source());
                if (late.isPresent()) yield instead(opinion, late.get(), request, urgency, lease, watch, course);
                try {
                    yield trial.marked(travel(request, urgency, lease.onTrial(), second, watch, course));
                } catch (FailedException e) {
                    if (!trial.mayHaveCaused(e.failure())) throw e;
                    yield instead(opinion, e.failure(), request, urgency, lease, watch, course);
                } catch (InterruptedException stopped) {
                    course.stopped().ifPresent(why -> trial.stopped(request.source(), why));
                    throw stopped;
                } catch (RuntimeException | Error bug) {
                    LOG.error("Bug while a version on trial worked on {}", request.source(), bug);
                    Failure failure = new Failure.Internal(bug.toString());
                    yield instead(opinion, failure, request, urgency, lease, watch, course);
                }
            }
        };
    }

    /** By the served version, where the one on trial failed. */
    private Product instead(
            SecondOpinion opinion,
            Failure failure,
            ImageRequest request,
            Urgency urgency,
            Generations.Lease lease,
            Stopwatch watch,
            Course course)
            throws FailedException, InterruptedException {
        Product product = travel(request, urgency, lease.served(), Optional.empty(), watch, course);
        opinion.imageFailed(failure, product.reused()); // only now is it known whose fault it was
        return product;
    }

    private Product travel(
            ImageRequest request,
            Urgency urgency,
            Map<String, ServedModel> models,
            Optional<SecondOpinion> second,
            Stopwatch watch,
            Course course)
            throws FailedException, InterruptedException {
        Plan plan = Plan.of(request, pipelines, models);
        List<Wanted> wanted = new ArrayList<>();
        wanted.add(Wanted.source(request.source()));
        for (Wanted object : plan.objects()) wanted.add(allowed(object));
        Optional<Versions> described = reuses(request) ? described(wanted) : Optional.empty();
        Optional<Product> earlier = described.isPresent() ? earlier(request, plan, described.get()) : Optional.empty();
        if (earlier.isPresent()) return earlier.get();
        plan.refuseOutage(); // before bytes are fetched that nobody could work on
        try (Fetched fetched =
                watch.time(Stage.FETCH, () -> Fetched.of(wanted, sources, limits.maxObject(), bytes, urgency))) {
            listener.fetched(fetched.size());
            Versions read = Versions.of(fetched);
            if (reuses(request) && described.isEmpty()) {
                earlier = earlier(request, plan, read); // now that their content tells which versions they are
                if (earlier.isPresent()) return earlier.get();
            }
            List<ImageHeader> headers = new ArrayList<>();
            for (int i = 0; i < wanted.size(); i++) {
                headers.add(probed(wanted.get(i), fetched.items().get(i)));
            }
            ImageResult.Source source = source(request.source(), fetched.items().getFirst(), headers.getFirst());
            if (plan.alpha().isPresent()) plan.alpha().get().check(headers.getLast(), headers.getFirst());
            Optional<ImageResult.Alpha> alpha =
                    plan.alpha().map(brought -> brought.told(fetched.items().getLast()));
            try (var held = watch.time(Stage.DECODE, () -> pixels.take(weight(plan, headers), urgency.asker()));
                    var scene = new BatchedScene(models, plan.subject(), cores, watch, urgency, second)) {
                urgency.refuseExpired();
                int photos = headers.size() - (alpha.isPresent() ? 1 : 0);
                for (int i = 0; i < photos; i++) {
                    Wanted one = wanted.get(i);
                    Fetched.Item item = fetched.items().get(i);
                    ImageHeader header = headers.get(i);
                    scene.add(
                            one.object(),
                            one.blamed(Outcome.of(() ->
                                    watch.time(Stage.DECODE, () -> decode(item, header, urgency.asker(), watch)))));
                }
                if (plan.alpha().isPresent()) {
                    BroughtAlpha brought = plan.alpha().get();
                    Fetched.Item item = fetched.items().getLast();
                    ImageHeader header = headers.getLast();
                    scene.bring(
                            brought.wanted()
                                    .blamed(Outcome.of(() -> watch.time(
                                            Stage.DECODE,
                                            () -> decoding.mask(item.bytes(), header, urgency.asker(), watch)))),
                            brought.asked().meant());
                }
                long bytesRead = fetched.size();
                fetched.close(); // the encoded bytes are not needed any more: others may fetch
                return finish(request, plan, read, source, alpha, bytesRead, scene, watch, course);
            }
        }
    }

    private Wanted allowed(Wanted object) throws FailedException {
        Optional<Failure> refusal =
                output.reach().refusal(object.object(), object.field().orElse("source"));
        return refusal.isPresent() ? object.blamed(Outcome.failed(refusal.get())) : object;
    }

    private ImageHeader probed(Wanted wanted, Fetched.Item item) throws FailedException {
        ImageHeader header = wanted.blamed(HeaderProbe.probe(item.bytes()));
        return header.upright().pixels() <= limits.maxPixels()
                ? header
                : wanted.blamed(Outcome.failed(new Failure.TooManyPixels(header.upright(), limits.maxPixels())));
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

    /** Which versions an image is made of. */
    private record Versions(SourceVersion source, List<String> objects) {
        static Versions of(Fetched fetched) {
            List<Fetched.Item> items = fetched.items();
            return new Versions(
                    items.getFirst().named(),
                    items.stream().skip(1).map(Fetched.Item::version).toList());
        }
    }

    /** By what the store says of them; empty where it does not say of each what could be trusted. */
    private Optional<Versions> described(List<Wanted> wanted) throws FailedException, InterruptedException {
        List<Description> now = earlierRuns.describe(wanted).orElse(List.of());
        Optional<SourceVersion> source = now.stream().findFirst().flatMap(SourceVersion::of);
        List<String> objects = now.stream()
                .skip(1)
                .map(Description::version)
                .flatMap(Optional::stream)
                .toList();
        return source.filter(known -> objects.size() == now.size() - 1).map(known -> new Versions(known, objects));
    }

    private Optional<Product> earlier(ImageRequest request, Plan plan, Versions versions)
            throws FailedException, InterruptedException {
        String fingerprint = plan.fingerprint(versions.objects());
        ArtifactFolder folder = folder(request, fingerprint, versions.source().name());
        Optional<Product> earlier =
                earlierRuns.product(folder, request.source(), versions.source(), request.title(), fingerprint);
        if (earlier.isPresent()) listener.reused();
        return earlier;
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

    private static ImageResult.Source source(ImageSource ref, Fetched.Item fetched, ImageHeader header) {
        return new ImageResult.Source(
                ref.bucket(),
                ref.key(),
                fetched.versionId(),
                fetched.etag(),
                fetched.bytes().length,
                header.format().mediaType(),
                header.upright().width(),
                header.upright().height(),
                header.orientation(),
                ref.shownUrl());
    }

    private Photo decode(Fetched.Item fetched, ImageHeader header, Asker asker, Stopwatch watch)
            throws FailedException, InterruptedException {
        Photo photo = decoding.photo(fetched.bytes(), header, asker, watch);
        listener.decoded(header.upright().pixels());
        return photo;
    }

    private Product finish(
            ImageRequest request,
            Plan plan,
            Versions versions,
            ImageResult.Source source,
            Optional<ImageResult.Alpha> alpha,
            long bytesRead,
            BatchedScene scene,
            Stopwatch watch,
            Course course)
            throws FailedException, InterruptedException {
        String fingerprint = plan.fingerprint(versions.objects());
        String version = versions.source().name();
        ArtifactWriter writer = new ArtifactWriter(store, folder(request, fingerprint, version), listener, course);
        List<ImageResult.Artifact> artifacts = new ArrayList<>();
        for (Operation operation : plan.operations()) {
            for (Rendering rendering : operation.render(scene)) {
                if (!operation.artifacts().contains(rendering.name())) {
                    throw new IllegalStateException("%s renders %s unannounced".formatted(operation, rendering.name()));
                }
                artifacts.add(watch.time(Stage.STORE, () -> writer.write(rendering)));
            }
        }
        ImageResult.Measures measures = scene.measures();
        List<ImageResult.ModelUse> uses = scene.uses();
        ImageResult.Cost cost = new ImageResult.Cost(
                scene.acceleratorMillis(),
                watch.cpuMillis(),
                bytesRead,
                artifacts.stream().mapToLong(ImageResult.Artifact::bytes).sum());
        var content = Sidecar.of(
                source,
                version,
                request.title(),
                fingerprint,
                artifacts,
                measures,
                uses,
                watch.timings(),
                cost,
                alpha,
                plan.work(versions.objects()));
        ObjectRef sidecar =
                watch.time(Stage.STORE, () -> reuses(request) ? writer.writeOnce(content) : writer.write(content));
        ImageResult.Timings timings = watch.timings();
        listener.timed(timings);
        return new Product(source, fingerprint, artifacts, sidecar, measures, uses, timings, cost, alpha, false);
    }

    long bytesInFlight() {
        return bytes.held();
    }

    long pixelsInFlight() {
        return pixels.held();
    }

    Occupancy occupancy(Iterable<Stopwatch> watches, boolean full, int keptBack) {
        int waitForBytes = bytes.waiting();
        int waitForPixels = pixels.waiting();
        return Occupancy.of(watches, waitForBytes, waitForPixels, full || waitForBytes + waitForPixels > 0, keptBack);
    }
}
