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

    /** The other version that is to be asked and wants pixels of its own; these must be at hand at once, see {@link #on}. */
    Optional<ServedModel> wantsOwnPixels(ServedModel model) {
        if (asked) return Optional.empty();
        return trial.other(model).filter(other -> !other.input().equals(model.input()));
    }

    /**
     * The model has said this about the image. Of several times in one image the first counts.
     *
     * @param pixels that it was shown
     * @param sampled makes of the photo what the other version is to be shown, on a core
     */
    void on(ServedModel model, Pixels pixels, Prediction said, Function<ServedModel, Pixels> sampled) {
        Optional<ServedModel> other = asked ? Optional.empty() : trial.other(model);
        if (other.isEmpty()) return;
        asked = true;
        if (!trial.enter()) return;
        Generations.Lease second = lease.again();
        try {
            Thread.ofVirtual().name("second-opinion").start(() -> {
                try (second) {
                    ask(model, other.get(), pixels, said, sampled);
                } finally {
                    trial.leave();
                }
            });
        } catch (RuntimeException | Error noThread) {
            second.close();
            trial.leave();
            throw noThread;
        }
    }

    private void ask(
            ServedModel model,
            ServedModel other,
            Pixels pixels,
            Prediction said,
            Function<ServedModel, Pixels> sampled) {
        try {
            Optional<Pixels> shown =
                    other.input().equals(model.input()) ? Optional.of(pixels) : borrowed(other, sampled);
            if (shown.isEmpty()) {
                trial.dropped();
                return;
            }
            switch (other.batcher().submit(shown.get(), SPARE).get()) {
                case Outcome.Done<Batched<Prediction>>(Batched<Prediction> batched) ->
                    compare(model, said, other, batched.output());
                case Outcome.Failed<Batched<Prediction>>(Failure failure) -> failed(other, failure);
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
        trial.compared(source, agreement);
    }

    private void failed(ServedModel other, Failure failure) {
        boolean counts = other.equals(trial.tried()) && !(failure instanceof Failure.Stopping);
        if (counts) trial.failed(source, failure);
        else trial.dropped();
    }

    /** From now on the image's photo is its own again. */
    @Override
    public void close() {
        photo.end();
    }
}
