package io.kirinuki.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.batch.Traffic;
import io.kirinuki.batch.Urgency;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.model.InputRule;
import io.kirinuki.model.ModelFolder;
import io.kirinuki.model.ModelManifest.Task;
import io.kirinuki.model.OutputRule;
import io.kirinuki.model.Prediction;
import io.kirinuki.outcome.Failure;
import io.kirinuki.pipeline.trial.Bounds;
import io.kirinuki.pipeline.trial.TrialEnd;
import io.kirinuki.pipeline.trial.TrialTerms;
import io.kirinuki.schema.ObjectRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the other version is asked, and what ends a trial beside the count. */
@Timeout(30)
class TrialRoomTest {
    private static final PixelSize SIZE = new PixelSize(4, 4);

    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger verdicts = new AtomicInteger();
    private ServedModel served;
    private ServedModel tried;
    private Trial trial;

    @BeforeEach
    void models() throws Exception {
        served = model("1", SIZE);
        tried = model("2", SIZE);
        trial = trial();
    }

    private Trial trial() {
        return trial(Duration.ofMinutes(1));
    }

    private Trial trial(Duration longestRun) {
        TrialTerms terms =
                new TrialTerms(TrialTerms.Mode.SHADOW, 1, 10, 0.9, new Bounds(0.9, 5, 0.05), Path.of("memory"));
        return new Trial(
                terms,
                new ModelFolder(Path.of("models/subject/2"), Map.of()),
                served,
                tried,
                verdicts::incrementAndGet,
                longestRun);
    }

    private ServedModel model(String digit, PixelSize shown) throws Exception {
        return new StandIn("subject", 1, shown, InputRule.Colour.RGB, picture -> {
                    passGate();
                    return new Prediction.Alpha(new Pixels(new byte[16], SIZE, 1));
                })
                .served(
                        digit.repeat(64),
                        Task.MASK,
                        OutputRule.Head.PROBABILITY,
                        List.of(),
                        (name, size, capacity, ran) -> {});
    }

    /** Native code hears no interrupt. */
    private void passGate() {
        boolean interrupted = false;
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException closing) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    @AfterEach
    void close() {
        gate.countDown();
        served.close();
        tried.close();
    }

    private static void ask(ServedModel model, Traffic traffic) {
        var unused = model.batcher().submit(Pixels.black(SIZE, 3), new Urgency(traffic, Optional.empty()));
    }

    /** One that runs, and one behind it. */
    private static void occupy(ServedModel model, Traffic traffic) {
        ask(model, traffic);
        await().until(() -> model.batcher().waiting() == 0);
        ask(model, traffic);
    }

    @Test
    void oneImageIsComparedAtATime() {
        assertThat(trial.enter()).isTrue();
        assertThat(trial.enter()).isFalse();
        assertThat(trial.standing().dropped()).isEqualTo(1);
        trial.leave();
        assertThat(trial.enter()).isTrue();
    }

    @Test
    void noneIsWhereALivePictureWaitsForTheServedVersion() {
        occupy(served, Traffic.LIVE);
        assertThat(trial.enter()).isFalse();
        assertThat(trial.standing().dropped()).isEqualTo(1);
        gate.countDown();
        await().until(() -> served.batcher().waiting() == 0);
        assertThat(trial.enter()).isTrue();
    }

    @Test
    void noneIsWhereALivePictureWaitsForTheTriedVersion() {
        occupy(tried, Traffic.LIVE);
        assertThat(trial.enter()).isFalse();
    }

    @Test
    void backfillThatWaitsIsNobodyToGoBefore() {
        occupy(served, Traffic.BACKFILL);
        assertThat(trial.enter()).isTrue();
    }

    @Test
    void aDeviceThatIsOutEndsItAtOnceAndTheFirstEndCounts() {
        ObjectRef image = ObjectRef.of("photos", "a");
        assertThat(trial.takes(image)).isTrue();
        trial.failed(image, new Failure.DeviceOutage("subject", "cannot be"), Optional.empty());
        trial.failed(image, new Failure.ModelFailed("subject", "no memory"), Optional.empty());
        assertThat(trial.end()).contains(new TrialEnd.RolledBack("its device is out: cannot be"));
        assertThat(verdicts).hasValue(1);
        assertThat(trial.takes(image)).as("from now on").isFalse();
        assertThat(trial.enter()).isFalse();
    }

    @Test
    void wantOfMemoryEndsItAtOnce() {
        trial.failed(
                ObjectRef.of("photos", "a"), new Failure.ModelFailed("subject", "no room for 4 MiB"), Optional.empty());
        assertThat(trial.end()).contains(new TrialEnd.RolledBack("out of memory: no room for 4 MiB"));
        assertThat(verdicts).hasValue(1);
    }

    @Test
    void whatAnotherModelFailsOfSpeaksNotAgainstIt() {
        ObjectRef image = ObjectRef.of("photos", "a");
        for (Failure failure :
                List.of(new Failure.ModelFailed("car", "no memory"), new Failure.DeviceOutage("car", "cannot be"))) {
            assertThat(trial.mayHaveCaused(failure)).isFalse();
            trial.failed(image, failure, Optional.empty());
        }
        assertThat(trial.end()).isEmpty();
        assertThat(trial.standing().compared()).isZero();
    }

    @Test
    void whatIsMadeOfAMaskMayFailOfTheMask() {
        assertThat(trial.mayHaveCaused(new Failure.TooRagged("polygons", 10))).isTrue();
        assertThat(trial.mayHaveCaused(new Failure.Unencodable("WebP holds less")))
                .isTrue();
        assertThat(trial.mayHaveCaused(new Failure.StoreOutage())).isFalse();
    }

    private void asksAtOnce(SecondOpinion.Sampled sampled) throws Exception {
        try (Cores cores = new Cores(1);
                Generations generations = new Generations(Map.of());
                Generations.Lease lease = generations.lease();
                SecondOpinion opinion = new SecondOpinion(trial, lease, cores, ObjectRef.of("photos", "a"))) {
            Pixels pixels = Pixels.black(SIZE, 3);
            opinion.onAtOnce(served, pixels, new Prediction.Alpha(new Pixels(new byte[16], SIZE, 1)), sampled);
        }
    }

    @Test
    void aBugWhileTheOtherVersionIsShownThePhotoIsNotTheImages() throws Exception {
        tried.close();
        tried = model("2", new PixelSize(8, 8));
        trial = trial();
        asksAtOnce(other -> {
            throw new IllegalStateException("a bug");
        });
        assertThat(trial.standing().dropped()).isEqualTo(1);
        assertThat(trial.enter()).as("the room is left").isTrue();
    }

    @Test
    void whereThereIsNoRoomNothingIsSampled() throws Exception {
        tried.close();
        tried = model("2", new PixelSize(8, 8));
        trial = trial();
        assertThat(trial.enter()).isTrue();
        AtomicInteger samples = new AtomicInteger();
        asksAtOnce(other -> {
            samples.incrementAndGet();
            return Pixels.black(SIZE, 3);
        });
        assertThat(samples).hasValue(0);
    }

    @Test
    void aRunThatDoesNotEndIsWaitedForByNobodyAndSeenUntilItDoes() {
        try (Generations generations = new Generations(Map.of("subject", served))) {
            trial = trial(Duration.ZERO);
            generations.begin(trial);
            Generations.Lease image = generations.lease();
            occupy(tried, Traffic.LIVE);
            trial.look();
            assertThat(trial.end().orElseThrow().why()).startsWith("a run of it does not end");

            Generations.Generation before = generations.endTrial().orElseThrow();
            trial.closeTried(() -> generations.awaitUnused(before));
            assertThat(generations.heartbeats()).hasSize(2);

            gate.countDown();
            image.close();
            await().until(() -> generations.heartbeats().size() == 1);
        }
    }

    @Test
    void aRunThatDoesNotEndKeepsNoWorkerFromStopping() {
        Generations generations = new Generations(Map.of("subject", served));
        trial = trial(Duration.ZERO);
        generations.begin(trial);
        occupy(tried, Traffic.LIVE);
        generations.close();
        assertThat(generations.heartbeats())
                .anySatisfy(heart -> assertThat(heart.working()).isPresent());
    }
}
