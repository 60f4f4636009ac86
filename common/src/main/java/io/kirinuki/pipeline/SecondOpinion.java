package io.kirinuki.pipeline;

import io.kirinuki.batch.Batched;
import io.kirinuki.batch.Traffic;
import io.kirinuki.batch.Urgency;
import io.kirinuki.image.Pixels;
import io.kirinuki.model.Prediction;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.pipeline.trial.Agreement;
import io.kirinuki.pipeline.trial.Opinion;
import io.kirinuki.schema.ImageSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the other version of a model on trial what it makes of one image, and tells the trial how near both are. The image
 * waits for none of it: the other version is asked as backfill, on a thread of its own, and only where there is room.
 *
 * <p>Threads: made, told and closed on the image's own. Until it is closed a core may look at the image's photo; closing
 * waits for one that does.
 *
 * <p>Failures: none reaches the image.
 */
final class SecondOpinion implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SecondOpinion.class);
    private static final Urgency SPARE = new Urgency(Traffic.BACKFILL, Optional.empty());

    private final Trial trial;
    private final Generations.Lease lease;
    private final Cores cores;
    private final ImageSource source;
    private final Borrowed photo = new Borrowed();
    private boolean asked;
    /** What of the image was counted, and whether that it failed was; both under the lock of this. */
    private Optional<Agreement> counted = Optional.empty();

    private boolean failed;

    SecondOpinion(Trial trial, Generations.Lease lease, Cores cores, ImageSource source) {
        this.trial = trial;
        this.lease = lease;
        this.cores = cores;
        this.source = source;
    }

    /** What of an image is used beyond its own thread. */
    private static final class Borrowed {
        private boolean inUse;
        private boolean gone;

        private synchronized boolean take() {
            inUse = !gone;
            return inUse;
        }

        private synchronized void giveBack() {
            inUse = false;
            notifyAll();
        }

        /** Not before who uses it has done so; interrupted, it still waits, for the memory is the image's. */
        private synchronized void end() {
            gone = true;
            boolean interrupted = false;
            while (inUse) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** Makes of the photo what a version is to be shown. */
    @FunctionalInterface
    interface Sampled {
        Pixels of(ServedModel other) throws FailedException, InterruptedException;
    }

    /**
     * The model has said this about the image. Of several times in one image the first counts.
     *
     * @param pixels that it was shown
     * @param sampled where the other version wants other pixels: on a core, later
     */
    void on(ServedModel model, Pixels pixels, Prediction said, Function<ServedModel, Pixels> sampled) {
        Optional<ServedModel> other = entered(model);
        if (other.isPresent()) begin(model, other.get(), pixels, said, () -> borrowed(other.get(), sampled));
    }

    /** The same where the image's thread alone can sample, and does so at once; not where there is no room. */
    void onAtOnce(ServedModel model, Pixels pixels, Prediction said, Sampled sampled) throws InterruptedException {
        Optional<ServedModel> other = entered(model);
        if (other.isEmpty()) return;
        Optional<Pixels> own = Optional.empty();
        boolean sampledAll = false;
        try {
            if (wantsOthers(model, other.get())) own = Optional.of(sampled.of(other.get()));
            sampledAll = true;
        } catch (FailedException notForTheImage) {
            LOG.warn("Model {} is not compared on {}: {}", model.name(), source, notForTheImage.getMessage());
        } catch (RuntimeException | Error bug) {
            LOG.error("Bug while versions of model {} were compared on {}", model.name(), source, bug);
        } finally {
            if (!sampledAll) leaveUncompared();
        }
        Optional<Pixels> shown = own;
        if (sampledAll) begin(model, other.get(), pixels, said, () -> shown);
    }

    private static boolean wantsOthers(ServedModel model, ServedModel other) {
        return !other.input().equals(model.input());
    }

    /** The other version, where it is to be asked and there is room, which is taken then. */
    private Optional<ServedModel> entered(ServedModel model) {
        Optional<ServedModel> other = asked ? Optional.empty() : trial.other(model);
        if (other.isEmpty()) return other;
        asked = true;
        return trial.enter() ? other : Optional.empty();
    }

    private void leaveUncompared() {
        trial.dropped();
        trial.leave();
    }

    private interface OwnPixels {
        Optional<Pixels> find() throws FailedException, InterruptedException;
    }

    private void begin(ServedModel model, ServedModel other, Pixels pixels, Prediction said, OwnPixels own) {
        Generations.Lease second = lease.again();
        try {
            Thread.ofVirtual().name("second-opinion").start(() -> {
                try (second) {
                    ask(model, other, pixels, said, own);
                } finally {
                    trial.leave();
                }
            });
        } catch (RuntimeException | Error noThread) {
            second.close();
            leaveUncompared();
            LOG.error("No thread to compare versions of model {} on {}", model.name(), source, noThread);
        }
    }

    private void ask(ServedModel model, ServedModel other, Pixels pixels, Prediction said, OwnPixels own) {
        try {
            Optional<Pixels> shown = wantsOthers(model, other) ? own.find() : Optional.of(pixels);
            if (shown.isEmpty()) {
                trial.dropped();
                return;
            }
            switch (other.batcher().submit(shown.get(), SPARE).get()) {
                case Outcome.Done<Batched<Prediction>>(Batched<Prediction> batched) ->
                    compare(model, said, other, batched.output());
                case Outcome.Failed<Batched<Prediction>>(Failure failure) -> failed(model, other, pixels, failure);
            }
        } catch (ExecutionException | InterruptedException | FailedException | RejectedExecutionException stopping) {
            trial.dropped();
        } catch (RuntimeException | Error bug) {
            LOG.error("Bug while versions of model {} were compared on {}", model.name(), source, bug);
            trial.dropped();
        }
    }

    private Optional<Pixels> borrowed(ServedModel other, Function<ServedModel, Pixels> sampled)
            throws FailedException, InterruptedException {
        return cores.run(
                () -> {
                    if (!photo.take()) return Optional.empty();
                    try {
                        return Optional.of(sampled.apply(other));
                    } finally {
                        photo.giveBack();
                    }
                },
                Traffic.BACKFILL);
    }

    private void compare(ServedModel model, Prediction said, ServedModel other, Prediction told)
            throws FailedException, InterruptedException {
        Opinion one = new Opinion(said, model.output().classes());
        Opinion two = new Opinion(told, other.output().classes());
        boolean triedIsOther = other.equals(trial.tried());
        Agreement agreement = cores.run(
                () -> triedIsOther ? Agreement.between(one, two) : Agreement.between(two, one), Traffic.BACKFILL);
        compared(agreement);
    }

    private synchronized void compared(Agreement agreement) {
        if (failed) return; // which is counted
        counted = Optional.of(agreement);
        trial.compared(source, agreement);
    }

    /**
     * Of the image itself the tried version made nothing, and the served one something; that counts in the place of what
     * was said.
     *
     * @param reused the served one did so earlier: whether its device is there now nobody knows
     */
    synchronized void imageFailed(Failure failure, boolean reused) {
        failed = true;
        if (reused && failure instanceof Failure.DeviceOutage) trial.dropped();
        else trial.failed(source, failure, counted);
    }

    private void failed(ServedModel model, ServedModel other, Pixels pixels, Failure failure)
            throws ExecutionException, InterruptedException {
        boolean counts = other.equals(trial.tried()) && !(failure instanceof Failure.Stopping);
        if (counts && (!(failure instanceof Failure.DeviceOutage) || answers(model, pixels))) {
            trial.failed(source, failure, Optional.empty());
        } else {
            trial.dropped();
        }
    }

    /** Whether the device is there for what is served: where it is not that is no fault of what is tried. */
    private static boolean answers(ServedModel served, Pixels pixels) throws ExecutionException, InterruptedException {
        return switch (served.batcher().submit(pixels, SPARE).get()) {
            case Outcome.Done<Batched<Prediction>> ignored -> true;
            case Outcome.Failed<Batched<Prediction>> ignored -> false;
        };
    }

    /** From now on the image's photo is its own again. */
    @Override
    public void close() {
        photo.end();
    }
}
