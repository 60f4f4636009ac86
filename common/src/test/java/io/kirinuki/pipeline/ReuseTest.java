package io.kirinuki.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.batch.Traffic;
import io.kirinuki.image.Blob;
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
    private Duration timeout = Duration.ofHours(1);
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
                new Limits(ByteSize.mebibytes(1), 10_000, ByteSize.mebibytes(8), 100_000, images)
                        .withImageTimeout(timeout),
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
                        first.models().stream()
                                .map(ImageResult.ModelUse::reused)
                                .toList(),
                        ImageResult.Timings.NONE,
                        ImageResult.Cost.NONE,
                        Optional.empty(),
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

    /** None, a weak one, one of time and size, and one word for all: only content tells versions apart then. */
    @ParameterizedTest
    @ValueSource(strings = {"", "W/\"9bb58f26192e4ba00f01e2e7b136bbd8\"", "5f3c1a2b-1f40", "yesterday"})
    void whereTheStoreNamesNoVersionOnlyTheSameBytesAreReused(String tag) throws Exception {
        store.tags = real -> tag;
        Product first = product(PLAIN);
        Product again = product(PLAIN);
        assertThat(again.reused()).isTrue();
        assertThat(again.artifacts()).isEqualTo(first.artifacts());
        assertThat(runs).as("runs of the model").hasValue(1);

        store.objects.put(PHOTO, photo(7));
        Product replaced = product(PLAIN);
        assertThat(replaced.reused()).isFalse();
        assertThat(replaced.artifacts().getFirst().sha256())
                .isNotEqualTo(first.artifacts().getFirst().sha256());
        assertThat(replaced.artifacts().getFirst().key())
                .isNotEqualTo(first.artifacts().getFirst().key());

        store.objects.put(PHOTO, photo(100));
        assertThat(product(PLAIN).artifacts()).as("the first bytes again").isEqualTo(first.artifacts());
    }

    @Test
    void aWeakTagThatChangesWithoutTheBytesCostsNoWork() throws Exception {
        store.tags = real -> "W/\"1\"";
        product(PLAIN);
        store.tags = real -> "W/\"2\"";
        assertThat(product(PLAIN).reused()).isTrue();
    }

    private static ImageRequest on(ObjectRef ground) {
        var background = Json.MAPPER.valueToTree(Map.of("bucket", ground.bucket(), "key", ground.key()));
        return request(Map.of("cutout", Map.of("background", background)), Optional.empty());
    }

    @Test
    void aGroundThatIsReplacedIsOtherWorkWhereTheStoreNamesNoVersion() throws Exception {
        ObjectRef ground = ObjectRef.of("photos", "ground.png");
        store.tags = real -> "";
        store.objects.put(ground, photo(30));
        product(on(ground));
        assertThat(product(on(ground)).reused()).isTrue();
        store.objects.put(ground, photo(60));
        assertThat(product(on(ground)).reused()).isFalse();
    }

    @Test
    void whatIsReplacedBetweenTheLookAndTheReadingGoesUnderTheNameOfWhatWasRead() throws Exception {
        Blob newer = photo(7);
        store.beforeOpen = () -> store.objects.put(PHOTO, newer);
        Product product = product(PLAIN);
        String etag = newer.sha256().substring(0, 32);
        assertThat(product.source().etag()).isEqualTo(etag);
        assertThat(product.artifacts()).allMatch(artifact -> artifact.key().contains("cup.png@" + etag));
        assertThat(product(PLAIN).artifacts()).isEqualTo(product.artifacts());
    }

    @Test
    void aGroundThatCannotBeUsedIsNamedWithItsField() throws Exception {
        ObjectRef ground = ObjectRef.of("photos", "ground.png");
        String start = "cutout.background: s3://photos/ground.png cannot be used: ";
        assertThat(problem(on(ground))).startsWith(start + "there is no object");
        store.objects.put(ground, Blob.of(new byte[0]));
        assertThat(problem(on(ground))).startsWith(start + "s3://photos/ground.png holds 0 bytes");
        store.objects.put(ground, Blob.of("<html>no</html>".getBytes(UTF_8)));
        assertThat(problem(on(ground))).startsWith(start + "not a supported image");
        byte[] whole = photo(100).bytes();
        byte[] broken = whole.clone();
        Arrays.fill(broken, 60, whole.length - 12, (byte) 0x55);
        store.objects.put(ground, Blob.of(broken));
        assertThat(problem(on(ground))).startsWith(start + "the image cannot be decoded");
        store.objects.put(ground, Blob.of(new byte[(1 << 20) + 1]));
        assertThat(problem(on(ground)))
                .startsWith(start + "the object holds 1.0 MiB, the limit limits.max-object-bytes");
        store.objects.put(
                ground,
                FastPng.encode(new PixelSize(101, 100), Picture.Layout.GREY, (y, row) -> Arrays.fill(row, (byte) 9)));
        assertThat(problem(on(ground))).startsWith(start + "the image is 101x100");
    }

    private String problem(ImageRequest request) throws Exception {
        return switch (submit(request).get(30, SECONDS)) {
            case Outcome.Failed<Product>(Failure.InvalidRequest(String problem)) -> problem;
            case Outcome<Product> other -> throw new AssertionError(other);
        };
    }

    @Test
    void aSidecarOfTheFirstFormatIsReused() throws Exception {
        ObjectRef sidecar = product(PLAIN).sidecar();
        String now = new String(store.objects.get(sidecar).bytes(), UTF_8);
        String first = now.replaceFirst("\"format\":2,", "").replaceFirst("\"version\":\"[0-9a-f]{32}\",", "");
        assertThat(first).hasSizeLessThan(now.length() - 40);
        store.objects.put(sidecar, Blob.of(first.getBytes(UTF_8)));
        assertThat(product(PLAIN).reused()).isTrue();
    }

    @Test
    void aSidecarOfANewerFormatIsNotTrusted() throws Exception {
        ObjectRef sidecar = product(PLAIN).sidecar();
        String now = new String(store.objects.get(sidecar).bytes(), UTF_8);
        store.objects.put(
                sidecar,
                Blob.of(now.replaceFirst("\"format\":2", "\"format\":3").getBytes(UTF_8)));
        assertThat(product(PLAIN).reused()).isFalse();
        assertThat(product(PLAIN).reused()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{}", "{\"fingerprint\": \"x\"}", "\u0000\u0001"})
    void aBrokenSidecarIsReplacedByTheWork(String text) throws Exception {
        ObjectRef sidecar = product(PLAIN).sidecar();
        Blob whole = store.objects.put(sidecar, Blob.of(text.getBytes(UTF_8)));
        assertThat(product(PLAIN).reused()).isFalse();
        assertSaysTheSame(store.objects.get(sidecar), whole);
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
        assertSaysTheSame(store.objects.get(sidecar), whole);
        assertThat(product(PLAIN).reused()).isTrue();
    }

    /** But for what it took. */
    private static void assertSaysTheSame(Blob one, Blob other) throws Exception {
        Sidecar sidecar = Sidecar.read(one.bytes());
        Sidecar expected = Sidecar.read(other.bytes());
        assertThat(sidecar.saysTheSameAs(expected)).isTrue();
        assertThat(sidecar.measures()).isEqualTo(expected.measures());
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
        assertSaysTheSame(store.objects.get(key), Blob.of(ours.getBytes(UTF_8)));
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

    @Test
    void aCancelledImageStoresNothingMoreAndGivesItsRoomBack() throws Exception {
        gate = new CountDownLatch(1);
        var running = submit(PLAIN);
        entered.await();
        running.cancel(false);
        gate.countDown();
        await().until(() -> engine.inFlight() == 0);
        assertThat(store.written).isEmpty();
        assertThat(engine.bytesInFlight()).isZero();
        assertThat(engine.pixelsInFlight()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anImageEndsWithItsTimeSayingWhereItWas(boolean inTheStore) throws Exception {
        timeout = Duration.ofMillis(200);
        restart("1", true, 4);
        CountDownLatch never = new CountDownLatch(1);
        gate = inTheStore ? gate : never;
        store.beforeOpen = inTheStore ? () -> waitFor(never) : () -> {};
        assertThat(submit(PLAIN).get(30, SECONDS))
                .isEqualTo(Outcome.failed(new Failure.TimedOut(inTheStore ? "fetch" : "queue", timeout)));
        await().until(() -> engine.inFlight() == 0);
        assertThat(engine.bytesInFlight()).isZero();
        assertThat(engine.pixelsInFlight()).isZero();
        never.countDown();
    }

    /** Until it opens, or somebody interrupts. */
    private static void waitFor(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Finds a grey mask in every picture, behind a gate. */
    private ServedModel subject(String sha256) throws Exception {
        byte[] grey = new byte[64];
        Arrays.fill(grey, (byte) 77);
        var mask = new Prediction.Alpha(new Pixels(grey, SIZE, 1));
        return new StandIn("subject", 4, SIZE, InputRule.Colour.RGB, picture -> {
                    entered.countDown();
                    waitFor(gate);
                    return mask;
                })
                .served(
                        sha256,
                        Task.MASK,
                        OutputRule.Head.PROBABILITY,
                        List.of(),
                        (name, size, capacity, ran) -> runs.incrementAndGet());
    }
}
