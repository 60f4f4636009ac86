package io.kirinuki.pipeline;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kirinuki.batch.Heartbeat;
import io.kirinuki.batch.Traffic;
import io.kirinuki.image.ByteSize;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.model.InputRule;
import io.kirinuki.model.ModelManifest.Task;
import io.kirinuki.model.OutputRule;
import io.kirinuki.model.Prediction;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loops that images depend on: what they show, and that nothing ends them but closing. */
@Timeout(60)
class PulseTest {
    private static final ObjectRef PHOTO = ObjectRef.of("photos", "cup.png");
    private static final PixelSize SIZE = new PixelSize(8, 8);
    /** Longer than loops that are well are silent. */
    private static final Duration LONG = Heartbeat.SIGN.multipliedBy(2);

    private final ShelfStore store = new ShelfStore();
    private final Cores cores = new Cores(1);
    private final AtomicInteger errorsToThrow = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private Models models;
    private ImageEngine engine;

    @BeforeEach
    void start() throws Exception {
        store.objects.put(
                PHOTO,
                FastPng.encode(new PixelSize(12, 10), Picture.Layout.RGB, (y, row) -> Arrays.fill(row, (byte) y)));
        models = Models.of(Map.of("subject", subject()));
        engine = new ImageEngine(
                store,
                Pipelines.builtIn(),
                models,
                new Limits(ByteSize.mebibytes(1), 10_000, ByteSize.mebibytes(8), 100_000, 1),
                new ImageEngine.DefaultOutput("artifacts", "cut", false),
                cores,
                new EngineListener() {
                    @Override
                    public void fetched(long bytes) {
                        if (errorsToThrow.getAndDecrement() > 0) throw new StackOverflowError("in a listener");
                    }
                });
    }

    @AfterEach
    void stop() {
        engine.close();
        models.close();
        cores.close();
    }

    /** Finds all white, once its gate is open. */
    private ServedModel subject() throws Exception {
        byte[] white = new byte[64];
        Arrays.fill(white, (byte) 255);
        var mask = new Prediction.Alpha(new Pixels(white, SIZE, 1));
        return new StandIn("subject", 4, SIZE, InputRule.Colour.RGB, picture -> {
                    try {
                        gate.await();
                    } catch (InterruptedException stopping) {
                        Thread.currentThread().interrupt();
                    }
                    return mask;
                })
                .served(Task.MASK, OutputRule.Head.PROBABILITY, List.of(), (name, size, capacity, ran) -> {});
    }

    private CompletableFuture<Outcome<Product>> submit() {
        return engine.submit(ImageRequest.of("one", PHOTO, "mask"), Traffic.LIVE);
    }

    private Pulse pulse(String name) {
        return engine.pulses().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyLoopIsNamedAndNoneHasEndedBeforeAllIsClosed() {
        assertThat(engine.pulses())
                .extracting(Pulse::name)
                .containsExactly("admission of live", "admission of backfill", "pixels-0", "infer-subject-0");
        assertThat(engine.pulses()).noneMatch(Pulse::ended);
        stop();
        await().until(() -> engine.pulses().stream().allMatch(Pulse::ended));
    }

    @Test
    void aLaneThatHangsIsSilentWhileAllThatWaitsForItGivesSigns() throws Exception {
        gate = new CountDownLatch(1);
        var hanging = submit();
        var waiting = submit(); // there is room for one image
        await().until(() -> pulse("infer-subject-0").silent().compareTo(LONG) > 0);
        for (String other : List.of("admission of live", "admission of backfill", "pixels-0")) {
            await().until(() -> pulse(other).silent().compareTo(Heartbeat.SIGN.dividedBy(2)) < 0);
        }
        assertThat(pulse("infer-subject-0").ended()).isFalse();
        gate.countDown();
        hanging.get(30, SECONDS).orThrow();
        waiting.get(30, SECONDS).orThrow();
        await().until(() -> pulse("infer-subject-0").silent().compareTo(Heartbeat.SIGN) < 0);
    }

    @Test
    void aCoreThatHangsIsSilent() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                cores.run(
                        () -> {
                            release.await();
                            return 1;
                        },
                        Traffic.LIVE);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        await().until(() -> pulse("pixels-0").silent().compareTo(LONG) > 0);
        release.countDown();
        asking.join();
        await().until(() -> pulse("pixels-0").silent().compareTo(Heartbeat.SIGN) < 0);
    }

    @Test
    void anErrorCostsOneImageAndNoLoop() throws Exception {
        errorsToThrow.set(3);
        for (int i = 0; i < 3; i++) {
            assertThat(submit().get(30, SECONDS))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            end -> assertThat(end.failure()).isInstanceOf(Failure.Internal.class));
        }
        submit().get(30, SECONDS).orThrow();
        assertThat(engine.pulses()).noneMatch(Pulse::ended);
        await().until(() -> engine.inFlight() == 0); // the image is told of before it is struck off
    }

    @Test
    void workThatThrowsOrInterruptsCostsNoCore() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> cores.run(
                            () -> {
                                Thread.currentThread().interrupt();
                                throw new OutOfMemoryError("of this work");
                            },
                            Traffic.LIVE))
                    .isInstanceOf(OutOfMemoryError.class);
        }
        assertThat(cores.run(() -> 7, Traffic.LIVE)).isEqualTo(7);
        assertThat(pulse("pixels-0").ended()).isFalse();
    }
}
