package io.kirinuki.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.batch.Accelerator;
import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.batch.Traffic;
import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.image.FastPng;
import io.kirinuki.image.Filter;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.model.Framing;
import io.kirinuki.model.InputRule;
import io.kirinuki.model.ModelManifest.Task;
import io.kirinuki.model.OutputRule;
import io.kirinuki.model.Prediction;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DoubleNode;

/** Work that was done is not done again, and work that nobody wants any more is not begun. */
@Timeout(60)
class ReuseTest {
    private static final ObjectRef PHOTO = ObjectRef.of("photos", "cup.png");
    private static final PixelSize SIZE = new PixelSize(8, 8);

    private final ShelfStore store = new ShelfStore();
    private final Cores cores = new Cores(2);
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger reused = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile CountDownLatch entered = new CountDownLatch(1);
    private Models models;
    private ImageEngine engine;

    @BeforeEach
    void start() throws Exception {
        store.objects.put(PHOTO, photo(100));
        start("1", true, 4);
    }

    private void start(String digit, boolean reuse, int images) throws Exception {
        models = Models.of(Map.of("subject", subject(digit.repeat(64))));
        engine = new ImageEngine(
                store,
                Pipelines.builtIn(),
                models,
                new Limits(ByteSize.mebibytes(1), 10_000, ByteSize.mebibytes(8), 100_000, images),
                new ImageEngine.DefaultOutput("artifacts", "cut", reuse),
                cores,
                new EngineListener() {
                    @Override
                    public void reused() {
                        reused.incrementAndGet();
                    }
                });
    }

    @AfterEach
    void stop() {
        engine.close();
        models.close();
        cores.close();
    }

    private void restart(String digit, boolean reuse, int images) throws Exception {
        engine.close();
        models.close();
        start(digit, reuse, images);
    }

    private static Blob photo(int grey) {
        return FastPng.encode(
                new PixelSize(12, 10), Picture.Layout.RGB, (y, row) -> Arrays.fill(row, (byte) (grey + y)));
    }

    private static ImageRequest request(Map<String, Map<String, JsonNode>> parameters, Optional<Boolean> force) {
        return new ImageRequest(
                Optional.empty(),
                PHOTO,
                Optional.of("cutout-with-mask"),
                List.of(),
                parameters,
                ImageRequest.Output.DEFAULT,
                Optional.empty(),
                force);
    }

    private static final ImageRequest PLAIN = request(Map.of(), Optional.empty());

    private Product product(ImageRequest request) throws Exception {
        return submit(request).get(30, SECONDS).orThrow();
    }

    private CompletableFuture<Outcome<Product>> submit(ImageRequest request) {
        return engine.submit(request, Traffic.LIVE);
    }

    @Test
    void theSecondRunReadsNoPhotoRunsNoModelAndWritesNothing() throws Exception {
        Product first = product(PLAIN);
        int written = store.written.size();
        Product second = product(PLAIN);
        assertThat(store.read).containsExactly(PHOTO, first.sidecar());
        assertThat(runs).hasValue(1);
        assertThat(reused).hasValue(1);
        assertThat(store.written).hasSize(written);
        assertThat(first.reused()).isFalse();
        assertThat(second.reused()).isTrue();
    }

    @Test
    void whatIsReusedSaysWhatTheFirstRunSaid() throws Exception {
        Product first = product(PLAIN);
        Product second = product(PLAIN);
        assertThat(second)
                .isEqualTo(new Product(
                        first.source(),
                        first.fingerprint(),
                        first.artifacts(),
                        first.sidecar(),
                        first.measures(),
                        first.models(),
                        ImageResult.Timings.NONE,
                        true));
    }

    @Test
    void forceDoesTheWorkAgain() throws Exception {
        product(PLAIN);
        assertThat(product(request(Map.of(), Optional.of(true))).reused()).isFalse();
        assertThat(runs).hasValue(2);
        assertThat(product(request(Map.of(), Optional.of(false))).reused()).isTrue();
    }

    @Test
    void aWorkerMayBeToldToDoAllWork() throws Exception {
        product(PLAIN);
        restart("1", false, 4);
        assertThat(product(PLAIN).reused()).isFalse();
        assertThat(store.described).as("asked by the first worker").containsExactly(PHOTO);
    }

    @Test
    void otherParametersAreOtherWork() throws Exception {
        product(PLAIN);
        var threshold = Map.of("mask", Map.<String, JsonNode>of("threshold", DoubleNode.valueOf(0.5)));
        assertThat(product(request(threshold, Optional.empty())).reused()).isFalse();
    }

    @Test
    void anotherModelDigestIsOtherWork() throws Exception {
        product(PLAIN);
        restart("2", true, 4);
        assertThat(product(PLAIN).reused()).isFalse();
        assertThat(product(PLAIN).models().getFirst().sha256()).isEqualTo("2".repeat(64));
    }

    @Test
    void anotherPhotoAtTheSameKeyIsOtherWork() throws Exception {
        product(PLAIN);
        store.objects.put(PHOTO, photo(7));
        assertThat(product(PLAIN).reused()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{}", "{\"fingerprint\": \"x\"}", "\u0000\u0001"})
    void aBrokenSidecarIsReplacedByTheWork(String text) throws Exception {
        ObjectRef sidecar = product(PLAIN).sidecar();
        Blob whole = store.objects.put(sidecar, Blob.of(text.getBytes(UTF_8)));
        assertThat(product(PLAIN).reused()).isFalse();
        assertThat(store.objects.get(sidecar).bytes()).isEqualTo(whole.bytes());
        assertThat(product(PLAIN).reused()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fingerprint", "pipeline", "key", "etag", "bucket"})
    void aSidecarOfOtherWorkIsReplacedByTheWork(String field) throws Exception {
        ObjectRef sidecar = product(PLAIN).sidecar();
        Blob whole = store.objects.get(sidecar);
        String foreign = new String(whole.bytes(), UTF_8).replaceFirst("\"" + field + "\":\"", "$0x");
        assertThat(foreign).isNotEqualTo(new String(whole.bytes(), UTF_8));
        store.objects.put(sidecar, Blob.of(foreign.getBytes(UTF_8)));
        assertThat(product(PLAIN).reused()).isFalse();
        assertThat(store.objects.get(sidecar).bytes()).isEqualTo(whole.bytes());
        assertThat(product(PLAIN).reused()).isTrue();
    }

    @Test
    void whatAnotherWorkerSaidMeanwhileOfTheSameArtifactsStays() throws Exception {
        ObjectRef key = product(PLAIN).sidecar();
        String ours = new String(store.objects.remove(key).bytes(), UTF_8);
        Blob others = Blob.of(ours.replace("\"cpu\"", "\"cuda:0\"").getBytes(UTF_8));
        store.meanwhile = () -> store.objects.put(key, others);
        assertThat(product(PLAIN).reused()).isFalse();
        assertThat(store.objects.get(key)).isSameAs(others);
    }

    @Test
    void whatAnotherWorkerSaidMeanwhileOfOtherArtifactsIsReplacedForOursLieThereNow() throws Exception {
        ObjectRef key = product(PLAIN).sidecar();
        String ours = new String(store.objects.remove(key).bytes(), UTF_8);
        Sidecar told = Json.readWhole(ours.getBytes(UTF_8), Sidecar.class);
        String digest = told.artifacts().getFirst().sha256();
        Blob others = Blob.of(ours.replace(digest, "0".repeat(64)).getBytes(UTF_8));
        store.meanwhile = () -> store.objects.put(key, others);
        product(PLAIN);
        assertThat(new String(store.objects.get(key).bytes(), UTF_8)).isEqualTo(ours);
    }

    @Test
    void aWorkerThatMayNotReadArtifactsDoesTheWork() throws Exception {
        product(PLAIN);
        store.forbidden = "artifacts";
        assertThat(product(PLAIN).reused()).isFalse();
    }

    @Test
    void aMissingPhotoIsNotFoundThoughItsArtifactsAreThere() throws Exception {
        product(PLAIN);
        store.objects.remove(PHOTO);
        assertThat(submit(PLAIN).get(30, SECONDS)).isEqualTo(Outcome.failed(new Failure.NotFound(PHOTO)));
    }

    private static ImageRequest until(Instant deadline) {
        return new ImageRequest(
                Optional.empty(),
                PHOTO,
                Optional.of("mask"),
                List.of(),
                Map.of(),
                ImageRequest.Output.DEFAULT,
                Optional.of(deadline),
                Optional.empty());
    }

    @Test
    void whatExpiredBeforeItBeganAsksTheStoreForNothing() throws Exception {
        Instant deadline = Instant.now().minusSeconds(1);
        assertThat(submit(until(deadline)).get(30, SECONDS)).isEqualTo(Outcome.failed(new Failure.Expired(deadline)));
        assertThat(store.described).isEmpty();
        assertThat(store.read).isEmpty();
    }

    @Test
    void whatExpiresWhileItWaitsForRoomIsNotBegun() throws Exception {
        restart("1", true, 1);
        gate = new CountDownLatch(1);
        var running = submit(PLAIN);
        entered.await();
        Instant deadline = Instant.now().plusMillis(50);
        var waiting = submit(until(deadline));
        await().until(() -> Instant.now().isAfter(deadline));
        gate.countDown();
        assertThat(waiting.get(30, SECONDS)).isEqualTo(Outcome.failed(new Failure.Expired(deadline)));
        running.get(30, SECONDS).orThrow();
        assertThat(store.read).containsExactly(PHOTO);
    }

    @Test
    void whatExpiresInLineForTheModelIsNotInferred() throws Exception {
        gate = new CountDownLatch(1);
        var running = submit(PLAIN);
        entered.await();
        Instant deadline = Instant.now().plusSeconds(2);
        var waiting = submit(until(deadline));
        await().until(() -> store.read.size() == 2 || waiting.isDone());
        await().until(() -> Instant.now().isAfter(deadline));
        gate.countDown();
        assertThat(waiting.get(30, SECONDS)).isEqualTo(Outcome.failed(new Failure.Expired(deadline)));
        running.get(30, SECONDS).orThrow();
        assertThat(runs).hasValue(1);
    }

    private ServedModel subject(String sha256) throws Exception {
        var input = new InputRule(
                "image",
                InputRule.Colour.RGB,
                new Framing.Squash(SIZE),
                Filter.AREA,
                InputRule.Scale.BY_255,
                List.of(0f, 0f, 0f),
                List.of(1f, 1f, 1f));
        var output = new OutputRule("alpha", OutputRule.Head.PROBABILITY, Filter.BILINEAR, List.of());
        var batcher = new Batcher<>(
                new Grey(), new BatcherConfig(1, Duration.ZERO), (name, size, capacity, ran) -> runs.incrementAndGet());
        return new ServedModel("subject", "1", sha256, Task.MASK, "cpu", input, output, batcher);
    }

    /** A grey mask for every picture, behind a gate. */
    private final class Grey implements Accelerator<Pixels, Prediction> {
        @Override
        public String name() {
            return "subject";
        }

        @Override
        public int maxBatch() {
            return 4;
        }

        @Override
        public Pixels harmless() {
            return Pixels.black(SIZE, 3);
        }

        @Override
        public void close() {}

        @Override
        public Lane<Pixels, Prediction> open() {
            return new Lane<>() {
                @Override
                public List<Prediction> run(List<Pixels> inputs) {
                    entered.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException stopping) {
                        Thread.currentThread().interrupt();
                    }
                    byte[] grey = new byte[64];
                    Arrays.fill(grey, (byte) 77);
                    return inputs.stream()
                            .map(image -> (Prediction) new Prediction.Alpha(new Pixels(grey, SIZE, 1)))
                            .toList();
                }

                @Override
                public void close() {}
            };
        }
    }
}
