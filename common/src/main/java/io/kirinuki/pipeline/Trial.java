package io.kirinuki.pipeline;

import io.kirinuki.batch.Heartbeat;
import io.kirinuki.batch.Traffic;
import io.kirinuki.model.ModelFolder;
import io.kirinuki.outcome.Failure;
import io.kirinuki.pipeline.trial.Agreement;
import io.kirinuki.pipeline.trial.Choice;
import io.kirinuki.pipeline.trial.Tally;
import io.kirinuki.pipeline.trial.TrialEnd;
import io.kirinuki.pipeline.trial.TrialStanding;
import io.kirinuki.pipeline.trial.TrialTerms;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageSource;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new version of a model beside the one that is served: which images take part, and what is found. It ends once, by
 * what is found or by whoever looks after the models; images that began before go on with what they have.
 *
 * <p>Threads: any. Both versions stay open as long as any image's lease is of their generation.
 */
final class Trial {
    /** What a result says of a model's version that was on trial. */
    static final String CANARY = "canary";

    /** One run of a model takes milliseconds to seconds. */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);

    private final TrialTerms terms;
    private final ModelFolder folder;
    private final ServedModel served;
    private final ServedModel tried;
    private final Runnable ended;
    private final Choice choice;
    private final Tally tally;
    private final int servedLargest;
    private final int triedLargest;
    /** One comparison at a time: more would be more than what is left over. */
    private final Semaphore room = new Semaphore(1);

    private final AtomicReference<TrialEnd> end = new AtomicReference<>();
    private final Duration longestRun;
    /** Images that took too long with the tried version; as many at most as are compared. */
    private final Map<ImageSource, Failure> late = new ConcurrentHashMap<>();

    /** @param ended is told, once, when there is a verdict; it must not wait */
    Trial(TrialTerms terms, ModelFolder folder, ServedModel served, ServedModel tried, Runnable ended) {
        this(terms, folder, served, tried, ended, LONGEST_RUN);
    }

    /** @param longestRun one that takes longer does not end */
    Trial(
            TrialTerms terms,
            ModelFolder folder,
            ServedModel served,
            ServedModel tried,
            Runnable ended,
            Duration longestRun) {
        this.longestRun = longestRun;
        this.terms = terms;
        this.folder = folder;
        this.served = served;
        this.tried = tried;
        this.ended = ended;
        this.choice = new Choice(tried.name(), tried.version(), terms.share());
        this.tally = new Tally(terms);
        this.servedLargest = served.batcher().largest();
        this.triedLargest = tried.batcher().largest();
    }

    TrialTerms.Mode mode() {
        return terms.mode();
    }

    ModelFolder folder() {
        return folder;
    }

    ServedModel served() {
        return served;
    }

    ServedModel tried() {
        return tried;
    }

    /** Whether the image takes part; none does once the version is rolled back, all that did still do once it is promoted. */
    boolean takes(ImageSource source) {
        return !(end.get() instanceof TrialEnd.RolledBack) && choice.takes(source);
    }

    /** The other version, where the model is one of the two. */
    Optional<ServedModel> other(ServedModel model) {
        if (model.equals(served)) return Optional.of(tried);
        return model.equals(tried) ? Optional.of(served) : Optional.empty();
    }

    /** Whether there is room to ask both about an image; where there is, it is taken until {@link #leave}. */
    boolean enter() {
        boolean live =
                served.batcher().waiting(Traffic.LIVE) > 0 || tried.batcher().waiting(Traffic.LIVE) > 0;
        boolean entered = end.get() == null && !live && room.tryAcquire();
        if (!entered) dropped();
        return entered;
    }

    void leave() {
        room.release();
    }

    void dropped() {
        tally.dropped();
    }

    void compared(ImageSource source, Agreement agreement) {
        look();
        tally.add(source, agreement).ifPresent(this::end);
    }

    /**
     * The tried version had no answer for an image that the served one had one for.
     *
     * @param before what was counted of the image already, in the place of which this is
     */
    void failed(ImageSource source, Failure failure, Optional<Agreement> before) {
        if (isOfAnother(failure)) return;
        switch (failure) {
            case Failure.DeviceOutage ignored when served.batcher().outage().isPresent() -> dropped();
            case Failure.DeviceOutage outage -> end(new TrialEnd.RolledBack("its device is out: " + outage.why()));
            case Failure.ModelFailed want -> end(new TrialEnd.RolledBack("out of memory: " + want.why()));
            default ->
                tally.failed(source, "%s: %s".formatted(failure.name(), failure.message()), before)
                        .ifPresent(this::end);
        }
    }

    /** An image was stopped on its way: where it took too long over a model its next attempt is the served version's. */
    void stopped(ImageSource source, Failure why) {
        boolean overAModel = why instanceof Failure.TimedOut one && one.stage().equals(Stage.QUEUE.spelled());
        if (overAModel && late.size() < terms.images()) late.put(source, why);
    }

    /** What the image's attempt before failed of, where the next one is the served version's; it is told once. */
    Optional<Failure> takeLate(ImageSource source) {
        return Optional.ofNullable(late.remove(source));
    }

    /** Whether the tried version may be what an image failed of, so that the served one is to be asked. */
    boolean mayHaveCaused(Failure failure) {
        return switch (failure) {
            case Failure.DeviceOutage ignored -> !isOfAnother(failure);
            case Failure.ModelFailed ignored -> !isOfAnother(failure);
            case Failure.Poison ignored -> true;
            case Failure.Internal ignored -> true;
            case Failure.InvalidRequest ignored -> true;
            // What is made of a mask may be too much of it.
            case Failure.TooRagged ignored -> true;
            case Failure.Unencodable ignored -> true;
            default -> false;
        };
    }

    /** An image may ask several models, of which one is on trial. */
    private boolean isOfAnother(Failure failure) {
        return switch (failure) {
            case Failure.DeviceOutage outage -> !outage.model().equals(tried.name());
            case Failure.ModelFailed want -> !want.model().equals(tried.name());
            default -> false;
        };
    }

    /** Ends it where the versions have no memory beside each other, or a run of the tried one does not end. */
    void look() {
        if (end.get() != null) return;
        boolean lowered =
                served.batcher().largest() < servedLargest || tried.batcher().largest() < triedLargest;
        if (lowered)
            end(new TrialEnd.RolledBack("out of memory with both versions loaded; the log says how much was left"));
        hanging()
                .ifPresent(runs -> end(new TrialEnd.RolledBack(
                        "a run of it does not end, begun %d s ago".formatted(runs.toSeconds()))));
    }

    /** How long a run of the tried version has lasted that is taken for one that does not end; empty where none is. */
    private Optional<Duration> hanging() {
        return tried.batcher().heartbeats().stream()
                .map(Heartbeat::working)
                .flatMap(Optional::stream)
                .filter(runs -> runs.compareTo(longestRun) > 0)
                .findFirst();
    }

    /**
     * Closes the tried version after {@code unused} has returned; but where a run of it does not end, a thread that nobody
     * waits for does both once it has, if ever.
     */
    void closeTried(Runnable unused) {
        Thread closing = Thread.ofPlatform()
                .daemon(true)
                .name("close-" + folder)
                .start(() -> {
                    unused.run();
                    tried.close();
                });
        try {
            while (!closing.join(Duration.ofMillis(100))) {
                if (hanging().isEmpty()) continue;
                LOG.error("Model {} is not closed, as a run of it does not end; restart the worker", folder);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first end counts. */
    void end(TrialEnd how) {
        if (end.compareAndSet(null, how)) ended.run();
    }

    Optional<TrialEnd> end() {
        return Optional.ofNullable(end.get());
    }

    /** The product as it is answered: it says where this version was on trial. */
    Product marked(Product product) {
        return product.withModels(product.models().stream()
                .map(use -> isTried(use) ? use.onTrial(CANARY) : use)
                .toList());
    }

    private boolean isTried(ImageResult.ModelUse use) {
        return use.name().equals(tried.name()) && Objects.equals(use.sha256(), tried.sha256());
    }

    TrialStanding standing() {
        return tally.standing(tried.name(), served.version(), tried.version());
    }
}
