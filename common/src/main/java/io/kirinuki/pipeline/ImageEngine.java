package io.kirinuki.pipeline;

import io.kirinuki.address.Addresses;
import io.kirinuki.batch.Asker;
import io.kirinuki.batch.Heartbeat;
import io.kirinuki.batch.Tenant;
import io.kirinuki.batch.Urgency;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.reach.Place;
import io.kirinuki.reach.Reach;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes requests and lets each image begin its {@link Journey} when there is room. Knows nothing of Kafka.
 *
 * <p>Threads: any thread may submit, none is held up. Each image in flight is one virtual thread, which waits for the
 * network, for permits and for its batch; pixels are worked on by {@link Cores}. Images begin in the order of submit,
 * live ones before backfill as {@link Budget} says: {@link Admission}. Where {@link Limits#shares} know of tenants these
 * take turns, and their quotas are waited for: {@link TenantDoor}.
 *
 * <p>Memory: {@link Limits} hold in images, in bytes fetched and in pixels decoded. Permits are taken in that order and
 * given back after upload at the latest, so no image waits for one that waits for it.
 *
 * <p>Every future ends: after {@link Limits#imageTimeout} with {@code TimedOut}, be the image's wait as it may, but for
 * work on pixels and runs of models, which nothing can interrupt. A cancelled one is not begun, or stopped, and stores
 * nothing more. After {@link #close}, what was not finished ends with {@code Stopping}.
 */
public final class ImageEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImageEngine.class);

    /** Deadlines beyond it are looked at when their image begins. */
    private static final Duration LONGEST_WATCH = Duration.ofDays(365);

    /**
     * Where artifacts go that do not say.
     *
     * @param reuse whether a request is answered with what an earlier run of the same work left, unless it is forced
     * @param reach what may be read, and where artifacts may go that do say
     */
    public record DefaultOutput(String bucket, String prefix, boolean reuse, Reach reach) {
        /** Artifacts may go into that bucket only. */
        public DefaultOutput(String bucket, String prefix, boolean reuse) {
            this(bucket, prefix, reuse, Reach.into(Place.folder(bucket, prefix)));
        }
    }

    /** Made beforehand: it is wanted where there may be no memory to make it. */
    private static final Outcome<Product> LOST =
            Outcome.failed(new Failure.Internal("the image was lost; see the log"));

    /** An image from submit to its end. */
    private final class Job implements Admission.Guest {
        private final ImageRequest request;
        private final Urgency urgency;
        private final CompletableFuture<Outcome<Product>> end = new CompletableFuture<>();
        private final JourneyTrace trace;
        private final Stopwatch watch;

        Job(ImageRequest request, Urgency urgency, JourneyTrace trace) {
            this.request = request;
            this.urgency = urgency;
            this.trace = trace;
            this.watch = new Stopwatch(trace);
        }

        @Override
        public Asker asker() {
            return urgency.asker();
        }

        @Override
        public void travel() {
            try {
                begun.add(watch);
                if (!end.isDone()) end.complete(outcome(this));
            } finally {
                end.complete(LOST); // where not even the failure could be told
                begun.remove(watch);
            }
        }

        /** Without having begun. */
        private void end(Failure failure) {
            Outcome<Product> outcome = Outcome.failed(failure);
            listener.ended(request.title(), outcome);
            end.complete(outcome);
        }

        @Override
        public void stop() {
            end.complete(Outcome.failed(new Failure.Stopping()));
        }

        @Override
        public void lose() {
            end.complete(LOST);
        }
    }

    private final Journey journey;
    private final Set<Stopwatch> begun = ConcurrentHashMap.newKeySet();
    private final int most;
    private final Optional<TenantDoor> door;
    private final Admission admission;
    private final ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("image-timeouts").daemon(true).factory());
    private final Removals removals;
    private final EngineListener listener;
    private final Duration timeout;
    private final List<Supplier<List<Heartbeat>>> loops;

    /** Of objects in a store alone. */
    public ImageEngine(
            ObjectStore store,
            Pipelines pipelines,
            Models models,
            Limits limits,
            DefaultOutput output,
            Cores cores,
            EngineListener listener) {
        this(store, Addresses.NONE, pipelines, models, limits, output, cores, listener);
    }

    public ImageEngine(
            ObjectStore store,
            Addresses addresses,
            Pipelines pipelines,
            Models models,
            Limits limits,
            DefaultOutput output,
            Cores cores,
            EngineListener listener) {
        this.journey = new Journey(store, addresses, pipelines, models, limits, output, cores, listener);
        this.removals = new Removals(store, output.reach(), limits.imageTimeout());
        this.most = limits.imagesInFlight();
        this.listener = listener;
        this.timeout = limits.imageTimeout();
        alarms.setRemoveOnCancelPolicy(true);
        alarms.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // closed: shutdown stops the image
        this.door =
                limits.shares().tenants().map(weights -> new TenantDoor(weights, limits.quotas(), System::nanoTime));
        this.admission = new Admission(
                new Budget(limits.imagesInFlight(), limits.shares()),
                Executors.newVirtualThreadPerTaskExecutor(),
                door);
        this.loops = List.of(admission::heartbeats, cores::heartbeats, models::heartbeats);
    }

    /** Loads the native libraries by a picture of one pixel, which takes a second or two, before the first image waits for it. */
    public static void warmUp() {
        byte[] pixel = FastPng.encode(new PixelSize(1, 1), Picture.Layout.GREY, (y, row) -> row[0] = 1)
                .bytes();
        var decoded = HeaderProbe.probe(pixel).map(header -> PhotoFile.read(pixel, header));
        if (decoded instanceof Outcome.Done<Outcome<Photo>>(Outcome.Done<Photo>(Photo photo))) {
            photo.close();
        } else {
            throw new IllegalStateException("this machine cannot decode a picture of one pixel: " + decoded);
        }
    }

    public CompletableFuture<Outcome<Product>> submit(ImageRequest request, Asker asker) {
        return submit(request, asker, JourneyTrace.NONE);
    }

    /** @param trace is told of the image's way */
    public CompletableFuture<Outcome<Product>> submit(ImageRequest request, Asker asker, JourneyTrace trace) {
        Job job = new Job(request, new Urgency(asker, request.deadline()), trace);
        var unused = job.end.whenComplete((outcome, cancelled) -> trace.ended(outcome == null ? LOST : outcome));
        if (door.isPresent()) submitInTurn(job);
        else admission.submit(job);
        return job.end;
    }

    /**
     * Deletes what was made of an image that is gone, see {@link Removals}. Takes no permit: no bytes are held.
     *
     * @param outputs where artifacts of such images go
     */
    public CompletableFuture<Outcome<Removals.Removed>> remove(ObjectRef image, List<ImageRequest.Output> outputs) {
        return removals.submit(image, outputs);
    }

    /** A tenant's turn may be long in coming: who is not wanted any more leaves the line before, and takes no turn. */
    private void submitInTurn(Job job) {
        Optional<Failure> late = job.urgency.expired();
        if (late.isPresent()) {
            job.end(late.get());
            return;
        }
        admission.submit(job);
        var unused = job.end.whenComplete((outcome, thrown) -> {
            if (job.end.isCancelled()) admission.forget(job);
        });
        job.urgency.deadline().ifPresent(deadline -> expireInLine(job, deadline));
    }

    private void expireInLine(Job job, Instant deadline) {
        Duration left = Duration.between(Instant.now(), deadline);
        if (left.compareTo(LONGEST_WATCH) > 0) return; // and a number of milliseconds
        var alarm = alarms.schedule(
                () -> {
                    if (admission.forget(job)) job.end(new Failure.Expired(deadline));
                },
                left.toMillis() + 1,
                TimeUnit.MILLISECONDS);
        var unused = job.end.whenComplete((outcome, thrown) -> alarm.cancel(false));
    }

    /** Images submitted and not begun. */
    public int waiting() {
        return admission.waiting();
    }

    /** Of those, images that quotas of their tenants keep back. */
    public int keptBack() {
        return admission.keptBack();
    }

    /**
     * How a tenant stands.
     *
     * @param inFlight images being worked on
     * @param waiting images submitted and not begun
     */
    public record Standing(int inFlight, int waiting) {}

    /** Of tenants that have anything in flight or waiting; none where tenants take no turns. */
    public Map<Tenant, Standing> tenants() {
        return door.map(TenantDoor::standings).orElse(Map.of());
    }

    /** Images being worked on. */
    public int inFlight() {
        return begun.size();
    }

    /** How the loops are that images depend on: of admission, cores, and lanes of the models that are served. */
    public List<Pulse> pulses() {
        return loops.stream()
                .flatMap(some -> some.get().stream())
                .map(Pulse::of)
                .toList();
    }

    /** Where the images in flight are. */
    public Occupancy occupancy() {
        int keptBack = keptBack();
        return journey.occupancy(begun, begun.size() >= most || waiting() > keptBack, keptBack);
    }

    public long bytesInFlight() {
        return journey.bytesInFlight();
    }

    public long pixelsInFlight() {
        return journey.pixelsInFlight();
    }

    private Outcome<Product> outcome(Job job) {
        Course course = new Course(job.end, job.watch);
        var alarm = alarms.schedule(() -> course.late(timeout), timeout.toNanos(), TimeUnit.NANOSECONDS);
        var unused = job.end.whenComplete((product, cancelled) -> course.unwanted());
        try (var named = MDC.putCloseable("request", name(job.request));
                var section = job.trace.begins()) {
            Outcome<Product> outcome = journey(job, course);
            listener.ended(job.request.title(), outcome);
            return outcome;
        } finally {
            alarm.cancel(false);
            course.ended();
        }
    }

    /** What lines of the log about it are found by. */
    private static String name(ImageRequest request) {
        return request.id().orElseGet(() -> request.source().toString());
    }

    private Outcome<Product> journey(Job job, Course course) {
        try {
            return Outcome.of(() -> journey.travel(job.request, job.urgency, job.watch, course));
        } catch (InterruptedException stopped) {
            return Outcome.failed(course.stopped().orElse(new Failure.Stopping()));
        } catch (RuntimeException | Error bug) {
            LOG.error("Bug while working on {}", job.request.source(), bug);
            return Outcome.failed(new Failure.Internal(bug.toString()));
        }
    }

    /** Interrupts what is in flight; its futures end with {@code Stopping}. */
    @Override
    public void close() {
        alarms.shutdownNow();
        removals.close();
        admission.close();
    }
}
