package io.kirinuki.pipeline;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.batch.Accelerator;
import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.batch.Traffic;
import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.model.Device;
import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelFolder;
import io.kirinuki.model.Network;
import io.kirinuki.model.NetworkOptions;
import io.kirinuki.model.Prediction;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images on their way while models change, through the real engine and networks that ONNX Runtime runs. */
@Timeout(60)
class HotSwapTest {
    private static final Limits LIMITS = new Limits(ByteSize.mebibytes(1), 10_000, ByteSize.mebibytes(8), 100_000, 32);

    private final List<Watched> loaded = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Integer> announcements = new LinkedBlockingQueue<>();
    private volatile int announced = 1;
    private volatile CountDownLatch loadMayEnd = new CountDownLatch(0);
    private final Shelves store = new Shelves();
    private final Cores cores = new Cores(2);
    private GreyNetworks networks;
    private Models models;
    private ImageEngine engine;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        networks = new GreyNetworks(folder);
        networks.put("subject", 1);
        ModelListener listener = new ModelListener() {
            @Override
            public void served(ModelFolder served, ServedModel model, Optional<ServedModel> before) {
                announced = Integer.parseInt(model.version());
                announcements.add(announced);
            }

            @Override
            public void refused(ModelFolder refused, String why) {
                throw new AssertionError(why);
            }
        };
        models = Models.open(folder, Duration.ofMillis(20), new ByteSize(10_000), this::load, listener);
        engine = new ImageEngine(
                store,
                Pipelines.builtIn(),
                models,
                LIMITS,
                new ImageEngine.DefaultOutput("artifacts", "", false),
                cores,
                EngineListener.NONE);
    }

    @AfterEach
    void stop() {
        engine.close();
        models.close();
        cores.close();
        assertThat(loaded).allSatisfy(network -> {
            assertThat(network.closed).as("closed").hasValue(1);
            assertThat(network.outOfTurn).as("runs without a session").isFalse();
        });
    }

    private ServedModel load(ModelFolder folder) throws ModelException {
        Network network = Network.load(folder.path(), NetworkOptions.of(Device.CPU, 4));
        Watched watched = new Watched(network);
        loaded.add(watched);
        try {
            loadMayEnd.await();
            return new ServedModel(
                    folder.name(),
                    network.manifest().version(),
                    network.sha256(),
                    network.manifest().task(),
                    "cpu",
                    network.manifest().input(),
                    network.manifest().output(),
                    new Batcher<>(watched, new BatcherConfig(2, Duration.ZERO), (name, size, capacity, ran) -> {}));
        } catch (AcceleratorException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<Outcome<Product>> submit(String photo) {
        return engine.submit(ImageRequest.of(photo, ObjectRef.of("photos", photo), "mask"), Traffic.LIVE);
    }

    private Product product(CompletableFuture<Outcome<Product>> end) throws Exception {
        return end.get(30, SECONDS).orThrow();
    }

    /** The version by the mask's own pixels; what the result says of it must be the same. */
    private String versionThatRan(Product product) throws IOException {
        ImageResult.Artifact artifact = product.artifacts().getFirst();
        Blob mask = store.artifacts.get(ObjectRef.of(artifact.bucket(), artifact.key()));
        BufferedImage pixels = ImageIO.read(mask.open());
        String version = Integer.toString(pixels.getRaster().getSample(3, 3, 0) / 10);
        ImageResult.ModelUse said = product.models().getFirst();
        assertThat(said.version()).isEqualTo(version);
        assertThat(said.sha256())
                .isEqualTo(Blob.of(GreyNetworks.network("Conv", GreyNetworks.grey(version)))
                        .sha256());
        return version;
    }

    private void swapTo(int version) throws Exception {
        networks.put("subject", version);
        assertThat(announcements.poll(30, SECONDS)).isEqualTo(version);
    }

    @Test
    void anImageKeepsTheModelItBeganWithWhichIsClosedAfterIt() throws Exception {
        var early = submit(Shelves.HELD);
        store.asked.await();
        swapTo(2);

        Product late = product(submit("photo"));
        assertThat(versionThatRan(late)).isEqualTo("2");
        networks.put("subject", 3);
        await().during(Duration.ofMillis(200)).untilAsserted(() -> {
            assertThat(loaded).as("never three at a time").hasSize(2);
            assertThat(loaded.getFirst().closed).as("closed under its image").hasValue(0);
        });

        store.release.countDown();
        Product held = product(early);
        assertThat(versionThatRan(held)).isEqualTo("1");
        assertThat(held.fingerprint()).isNotEqualTo(late.fingerprint());
        assertThat(announcements.poll(30, SECONDS)).isEqualTo(3);
        assertThat(loaded.getFirst().closed).hasValue(1);
    }

    @Test
    void everyImageIsAnsweredByAVersionNotOlderThanTheOneAnnouncedWhenItWasSubmitted() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        List<Future<Map<String, String>>> submitters = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(3)) {
            for (int i = 0; i < 3; i++) submitters.add(threads.submit(() -> submitUntil(enough)));
            for (int version = 2; version <= 6; version++) swapTo(version);
            enough.set(true);
            Map<String, String> versions = new HashMap<>();
            for (var submitter : submitters) {
                submitter
                        .get()
                        .forEach((fingerprint, version) -> assertThat(versions.merge(
                                        fingerprint, version, (a, b) -> a.equals(b) ? a : a + " and " + b))
                                .as("what ran under " + fingerprint)
                                .isEqualTo(version));
            }
            assertThat(versions.values()).doesNotHaveDuplicates().contains("1", "6");
        }
    }

    /** Gives the versions that ran, by fingerprint. */
    private Map<String, String> submitUntil(AtomicBoolean enough) throws Exception {
        record Asked(int announced, CompletableFuture<Outcome<Product>> end) {}
        Map<String, String> versions = new HashMap<>();
        for (boolean last = false; !last; ) {
            last = enough.get();
            List<Asked> burst = new ArrayList<>();
            for (int i = 0; i < 20; i++) burst.add(new Asked(announced, submit("photo")));
            for (Asked asked : burst) {
                Product product = product(asked.end());
                String version = versionThatRan(product);
                assertThat(Integer.parseInt(version)).isGreaterThanOrEqualTo(asked.announced());
                assertThat(versions.put(product.fingerprint(), version)).isIn(null, version);
            }
        }
        return versions;
    }

    @Test
    void aLoadUnderWayWhenAllIsClosedIsClosedToo() throws Exception {
        loadMayEnd = new CountDownLatch(1);
        networks.put("subject", 2);
        await().until(() -> loaded.size() == 2);
        Thread closing = Thread.ofPlatform().start(models::close);
        assertThat(closing.join(Duration.ofMillis(100)))
                .as("closed while it loads")
                .isFalse();
        loadMayEnd.countDown();
        closing.join();
        assertThat(announcements).isEmpty();
    }

    /** A network that ONNX Runtime runs, and whether it was ever used out of turn. */
    private static final class Watched implements Accelerator<Pixels, Prediction> {
        private final Network network;
        private final AtomicInteger lanes = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        volatile boolean outOfTurn;

        Watched(Network network) {
            this.network = network;
        }

        @Override
        public String name() {
            return network.name();
        }

        @Override
        public int maxBatch() {
            return network.maxBatch();
        }

        @Override
        public Pixels harmless() {
            return network.harmless();
        }

        @Override
        public Lane<Pixels, Prediction> open() throws AcceleratorException {
            Lane<Pixels, Prediction> lane = network.open();
            lanes.incrementAndGet();
            return new Lane<>() {
                @Override
                public List<Prediction> run(List<Pixels> inputs) throws AcceleratorException {
                    if (closed.get() > 0) outOfTurn = true;
                    return lane.run(inputs);
                }

                @Override
                public void close() {
                    lane.close();
                    lanes.decrementAndGet();
                }
            };
        }

        @Override
        public void close() {
            if (lanes.get() > 0) outOfTurn = true;
            closed.incrementAndGet();
            network.close();
        }
    }

    /** One photo under every key; that of {@link #HELD} takes until it is released. */
    private static final class Shelves implements ObjectStore {
        static final String HELD = "held";

        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final Map<ObjectRef, Blob> artifacts = new ConcurrentHashMap<>();
        private final Blob photo = FastPng.encode(
                new PixelSize(12, 10), Picture.Layout.RGB, (y, row) -> Arrays.fill(row, (byte) (20 * y)));

        @Override
        public Outcome<OpenObject> open(ObjectRef object) throws InterruptedException {
            if (object.key().equals(HELD)) {
                asked.countDown();
                release.await();
            }
            return Outcome.done(new OpenObject() {
                @Override
                public ByteSize size() {
                    return new ByteSize(photo.length());
                }

                @Override
                public String etag() {
                    return "etag";
                }

                @Override
                public Optional<String> versionId() {
                    return Optional.empty();
                }

                @Override
                public Outcome<byte[]> read() {
                    return Outcome.done(photo.bytes());
                }

                @Override
                public void close() {}
            });
        }

        @Override
        public Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob body) {
            artifacts.put(target, body);
            return Outcome.done(target);
        }

        @Override
        public Outcome<Boolean> bucketExists(String bucket) {
            return Outcome.done(true);
        }

        @Override
        public Outcome<ObjectRef> delete(ObjectRef artifact) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Outcome<Page> list(String bucket, String prefix, Optional<String> after) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
