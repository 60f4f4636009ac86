package io.kirinuki.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kirinuki.batch.Accelerator;
import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.batch.Traffic;
import io.kirinuki.image.ByteSize;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.model.Device;
import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelFolder;
import io.kirinuki.model.ModelFolders;
import io.kirinuki.model.Network;
import io.kirinuki.model.NetworkOptions;
import io.kirinuki.model.Prediction;
import io.kirinuki.pipeline.trial.Bounds;
import io.kirinuki.pipeline.trial.Choice;
import io.kirinuki.pipeline.trial.TrialEnd;
import io.kirinuki.pipeline.trial.TrialMemory;
import io.kirinuki.pipeline.trial.TrialStanding;
import io.kirinuki.pipeline.trial.TrialTerms;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * New versions beside old ones, through the real engine and networks that ONNX Runtime runs. A version's masks are grey,
 * the tenfold of its number: 1 and 2 are both of nothing and agree, 13 and more are of all and agree with each other alone.
 */
@Timeout(60)
class TrialTest {
    private static final Limits LIMITS = new Limits(ByteSize.mebibytes(1), 10_000, ByteSize.mebibytes(8), 100_000, 32);

    private final ShelfStore store = new ShelfStore();
    private final Cores cores = new Cores(2);
    private final BlockingQueue<TrialEnd> ends = new LinkedBlockingQueue<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> open = new CopyOnWriteArrayList<>();
    /** By version, how its runs fail, where they do. */
    private final Map<String, AcceleratorException> failing = new ConcurrentHashMap<>();

    /** Versions whose answers are of another task: a bug that nobody foresaw. */
    private final Set<String> misplaced = ConcurrentHashMap.newKeySet();

    /** Versions whose runs wait for it. */
    private final Map<String, CountDownLatch> slow = new ConcurrentHashMap<>();

    private Limits limits = LIMITS;
    private Path home;
    private GreyNetworks networks;
    private Models models;
    private ImageEngine engine;
    private Optional<TrialTerms> terms = Optional.empty();
    private ByteSize largest = new ByteSize(10_000);

    @BeforeEach
    void networks(@TempDir Path folder) throws Exception {
        home = folder;
        networks = new GreyNetworks(Files.createDirectories(folder.resolve("models")));
        networks.put("subject", 1);
        for (int i = 0; i < 40; i++) photo("photo-" + i, i);
    }

    private void photo(String key, int shade) {
        store.objects.put(
                ObjectRef.of("photos", key),
                FastPng.encode(
                        new PixelSize(12, 10),
                        Picture.Layout.RGB,
                        (y, row) -> Arrays.fill(row, (byte) (5 * y + shade))));
    }

    private TrialTerms terms(TrialTerms.Mode mode, double share, int images) {
        return new TrialTerms(mode, share, images, 0.9, new Bounds(0.9, 5, 0.05), home.resolve("memory"));
    }

    private void start(TrialTerms.Mode mode, double share, int images) throws Exception {
        terms = Optional.of(terms(mode, share, images));
        start();
    }

    private void start() throws Exception {
        models = Models.open(networks.directory(), Duration.ofMillis(10), largest, this::load, new Told(), terms);
        engine = new ImageEngine(
                store,
                Pipelines.builtIn(),
                models,
                limits,
                new ImageEngine.DefaultOutput("artifacts", "", true),
                cores,
                EngineListener.NONE);
    }

    private final class Told implements ModelListener {
        @Override
        public void served(ModelFolder folder, ServedModel model, Optional<ServedModel> before) {
            events.add("served " + folder);
        }

        @Override
        public void refused(ModelFolder folder, String why) {
            events.add("refused " + folder);
        }

        @Override
        public void trialBegan(ModelFolder folder, TrialStanding standing) {
            events.add("trial of " + folder);
        }

        @Override
        public void trialEnded(ModelFolder folder, TrialEnd end) {
            events.add(end.word() + " " + folder);
            ends.add(end);
        }
    }

    private void stopEngine() {
        engine.close();
        models.close();
        assertThat(open).as("networks that are not closed").isEmpty();
    }

    @AfterEach
    void stop() {
        if (engine != null) stopEngine();
        cores.close();
    }

    private void restart() throws Exception {
        stopEngine();
        events.clear();
        start();
    }

    private ServedModel load(ModelFolder folder) throws ModelException {
        Network network = Network.load(folder.path(), NetworkOptions.of(Device.CPU, 4));
        try {
            open.add(folder.toString());
            assertThat(open)
                    .as("loaded at once")
                    .hasSizeLessThanOrEqualTo(1 + networks.directory().toFile().list().length);
            return new ServedModel(
                    folder.name(),
                    network.manifest().version(),
                    network.sha256(),
                    network.manifest().task(),
                    "cpu",
                    network.manifest().input(),
                    network.manifest().output(),
                    new Batcher<>(
                            new Failing(folder, network),
                            new BatcherConfig(1, Duration.ZERO),
                            (name, size, capacity, ran) -> {}));
        } catch (AcceleratorException e) {
            throw new AssertionError(e);
        }
    }

    /** A network that fails on photos, where it is told to, and not on its own trial picture. */
    private final class Failing implements Accelerator<Pixels, Prediction> {
        private final ModelFolder folder;
        private final Network network;
        private final Pixels harmless;

        Failing(ModelFolder folder, Network network) {
            this.folder = folder;
            this.network = network;
            this.harmless = network.harmless();
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
            return harmless;
        }

        @Override
        public Lane<Pixels, Prediction> open() throws AcceleratorException {
            Lane<Pixels, Prediction> lane = network.open();
            return new Lane<>() {
                @Override
                public List<Prediction> run(List<Pixels> inputs) throws AcceleratorException {
                    AcceleratorException why = failing.get(folder.version());
                    if (why != null && !inputs.equals(List.of(harmless))) throw why;
                    if (slow.containsKey(folder.version()) && !inputs.equals(List.of(harmless))) {
                        awaitUninterrupted(slow.get(folder.version()));
                    }
                    if (misplaced.contains(folder.version())) {
                        return inputs.stream()
                                .<Prediction>map(input -> new Prediction.Angle(1))
                                .toList();
                    }
                    return lane.run(inputs);
                }

                @Override
                public void close() {
                    lane.close();
                }
            };
        }

        @Override
        public void close() {
            open.remove(folder.toString());
            network.close();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException nativeCodeHearsNone) {
                // waits on
            }
        }
    }

    private Product ask(int photo) throws Exception {
        return ask("photo-" + photo, Traffic.LIVE);
    }

    private Product ask(String key, Traffic traffic) throws Exception {
        ImageRequest request = ImageRequest.of(key, ObjectRef.of("photos", key), "mask");
        return engine.submit(request, traffic).get(30, SECONDS).orThrow();
    }

    private static String version(Product product) {
        return product.models().getFirst().version();
    }

    private static boolean chosen(int photo, String version, double share) {
        return new Choice("subject", version, share).takes(ObjectRef.of("photos", "photo-" + photo));
    }

    private void awaitEvent(String event) {
        await().untilAsserted(() -> assertThat(events).contains(event));
    }

    /** Asks about one photo after the other until the trial ends; gives all that was answered. */
    private List<Product> askUntilTheEnd() throws Exception {
        List<Product> products = new ArrayList<>();
        for (int i = 0; ends.isEmpty(); i++) {
            photo("new-" + i, i);
            products.add(ask("new-" + i, Traffic.LIVE));
            Thread.onSpinWait();
        }
        return products;
    }

    @Test
    void aCanaryAnswersForItsShareByWhereTheImageLiesAndAfterARestartForTheSame() throws Exception {
        start(TrialTerms.Mode.CANARY, 0.5, 1000);
        networks.put("subject", 2);
        awaitEvent("trial of subject 2");
        for (int lives = 0; lives < 2; lives++) {
            for (int i = 0; i < 40; i++) {
                Product product = ask(i);
                boolean chosen = chosen(i, "2", 0.5);
                assertThat(version(product)).as("photo %d in life %d", i, lives).isEqualTo(chosen ? "2" : "1");
                assertThat(product.models().getFirst().trial())
                        .isEqualTo(chosen ? Optional.of("canary") : Optional.empty());
                assertThat(product.reused()).isEqualTo(lives > 0);
            }
            assertThat(models.trial().orElseThrow().tried()).isEqualTo("2");
            restart();
            assertThat(events).as("before the first image").containsExactly("trial of subject 2");
        }
    }

    @Test
    void aCanaryThatAgreesIsPromotedAndStaysSoAfterARestart() throws Exception {
        start(TrialTerms.Mode.CANARY, 1, 5);
        networks.put("subject", 2);
        awaitEvent("trial of subject 2");
        assertThat(askUntilTheEnd())
                .allSatisfy(product -> assertThat(version(product)).isEqualTo("2"));
        awaitEvent("served subject 2");
        assertThat(ends.take()).isInstanceOf(TrialEnd.Promoted.class);
        assertThat(models.served().get("subject").version()).isEqualTo("2");
        await().until(() -> open.equals(List.of("subject 2")));
        Product after = ask(0);
        assertThat(version(after)).isEqualTo("2");
        assertThat(after.models().getFirst().trial()).isEmpty();

        restart();
        assertThat(models.served().get("subject").version()).isEqualTo("2");
        assertThat(models.trial()).isEmpty();
        assertThat(events).isEmpty();
        assertThat(version(ask(0))).isEqualTo("2");
    }

    @Test
    void oneThatDisagreesIsRolledBackNamedAndNotTriedAgainBeforeItsFilesAreTouched() throws Exception {
        start(TrialTerms.Mode.CANARY, 1, 20);
        networks.put("subject", 13);
        awaitEvent("trial of subject 13");
        askUntilTheEnd();
        awaitEvent("refused subject 13");
        assertThat(ends.take().why()).startsWith("3 of 3 images disagree, where 2 of 20 may; furthest is ");
        assertThat(models.refused().get("subject 13")).startsWith("rolled back: 3 of 3 images disagree");
        await().until(() -> open.equals(List.of("subject 1")));
        assertThat(version(ask(0))).isEqualTo("1");

        restart();
        assertThat(models.refused().get("subject 13")).startsWith("rolled back: 3 of 3 images disagree");
        assertThat(models.trial()).isEmpty();
        assertThat(version(ask(0))).isEqualTo("1");

        networks.put("subject", 13); // the same bytes at another time
        awaitEvent("trial of subject 13");
    }

    @Test
    void aRollbackIsToldBeforeTheLastImageOfTheTrialHasEnded() throws Exception {
        start(TrialTerms.Mode.CANARY, 1, 20);
        networks.put("subject", 13);
        awaitEvent("trial of subject 13");
        try (Generations.Lease slow = models.lease()) {
            askUntilTheEnd();
            awaitEvent("refused subject 13");
            assertThat(open).contains("subject 13");
            assertThat(slow.served()).containsKey("subject");
        }
        await().until(() -> open.equals(List.of("subject 1")));
    }

    @Test
    void aShadowAnswersNothingAndIsPromotedOnceItAgrees() throws Exception {
        start(TrialTerms.Mode.SHADOW, 1, 5);
        networks.put("subject", 2);
        awaitEvent("trial of subject 2");
        List<Product> answered = new ArrayList<>();
        while (ends.isEmpty()) {
            String key = "shadowed-" + answered.size();
            photo(key, answered.size());
            answered.add(ask(key, answered.size() % 2 == 0 ? Traffic.BACKFILL : Traffic.LIVE));
        }
        assertThat(ends.take()).isInstanceOf(TrialEnd.Promoted.class);
        awaitEvent("served subject 2");
        // The last may have begun after the verdict.
        assertThat(answered.subList(0, answered.size() - 1))
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(product -> {
                    assertThat(version(product)).isEqualTo("1");
                    assertThat(product.models()).hasSize(1);
                    assertThat(product.models().getFirst().trial()).isEmpty();
                });
        assertThat(version(ask(0))).isEqualTo("2");
    }

    @Test
    void aShadowThatDisagreesIsRolledBackAndNobodySawIt() throws Exception {
        start(TrialTerms.Mode.SHADOW, 1, 20);
        networks.put("subject", 13);
        awaitEvent("trial of subject 13");
        assertThat(askUntilTheEnd())
                .allSatisfy(product -> assertThat(version(product)).isEqualTo("1"));
        awaitEvent("refused subject 13");
    }

    @Test
    void earlierRunsAreThoseOfTheVersionThatIsChosen() throws Exception {
        start(TrialTerms.Mode.CANARY, 1, 1000);
        Product old = ask(0);
        assertThat(version(old)).isEqualTo("1");
        networks.put("subject", 2);
        awaitEvent("trial of subject 2");

        Product canary = ask(0);
        assertThat(canary.reused()).isFalse();
        assertThat(version(canary)).isEqualTo("2");
        assertThat(canary.fingerprint()).isNotEqualTo(old.fingerprint());
        Product again = ask(0);
        assertThat(again.reused()).isTrue();
        assertThat(again.artifacts()).isEqualTo(canary.artifacts());
        assertThat(again.models().getFirst().trial()).contains("canary");

        networks.remove("subject", "2");
        awaitEvent("withdrawn subject 2");
        Product after = ask(0);
        assertThat(after.reused()).isTrue();
        assertThat(after.artifacts()).isEqualTo(old.artifacts());
        assertThat(after.models().getFirst().trial()).isEmpty();
    }

    @Test
    void anImageThatACanaryHasNoAnswerForIsAnsweredByTheServedVersion() throws Exception {
        start(TrialTerms.Mode.CANARY, 1, 20);
        networks.put("subject", 2);
        failing.put("2", new AcceleratorException("cannot be", false, null));
        awaitEvent("trial of subject 2");
        assertThat(askUntilTheEnd()).hasSizeGreaterThanOrEqualTo(3).allSatisfy(product -> {
            assertThat(version(product)).isEqualTo("1");
            assertThat(product.models().getFirst().trial()).isEmpty();
        });
        assertThat(ends.take().why()).contains("3 of 3 images disagree", "Poison", "cannot be");
    }

    @Test
    void anImageThatABugOfACanaryStopsIsAnsweredByTheServedVersion() throws Exception {
        start(TrialTerms.Mode.CANARY, 1, 20);
        networks.put("subject", 2);
        awaitEvent("trial of subject 2");
        misplaced.add("2");
        assertThat(askUntilTheEnd())
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(product -> assertThat(version(product)).isEqualTo("1"));
        assertThat(ends.take().why()).contains("3 of 3 images disagree", "Internal", "a prediction of another task");
    }

    @Test
    void anImageThatACanaryTakesTooLongOverIsTheServedVersionsAtItsNextAttempt() throws Exception {
        limits = LIMITS.withImageTimeout(Duration.ofMillis(1500));
        start(TrialTerms.Mode.CANARY, 1, 20);
        assertThat(version(ask(1))).as("all is warm").isEqualTo("1");
        networks.put("subject", 2);
        awaitEvent("trial of subject 2");
        CountDownLatch done = new CountDownLatch(1);
        slow.put("2", done);
        assertThatThrownBy(() -> ask(0)).hasMessageContaining("took longer");
        assertThat(models.trial().orElseThrow().compared())
                .as("nobody knows whose fault it is")
                .isZero();
        assertThat(version(ask(0))).isEqualTo("1");
        assertThat(models.trial().orElseThrow().failed()).isEqualTo(1);
        done.countDown();
        assertThat(version(ask(0))).isEqualTo("2");
    }

    @Test
    void aFailureThatBothVersionsHaveSpeaksAgainstNeither() throws Exception {
        start(TrialTerms.Mode.CANARY, 1, 20);
        networks.put("subject", 2);
        awaitEvent("trial of subject 2");
        failing.put("1", new AcceleratorException("cannot be", false, null));
        failing.put("2", new AcceleratorException("cannot be", false, null));
        for (int i = 0; i < 5; i++) {
            int photo = i;
            assertThatThrownBy(() -> ask(photo)).hasMessageContaining("cannot be");
        }
        assertThat(models.trial().orElseThrow().compared()).isZero();
    }

    @Test
    void outOfMemoryRollsItBackAtOnceAndFailsNoImage() throws Exception {
        start(TrialTerms.Mode.CANARY, 1, 1000);
        networks.put("subject", 2);
        failing.put("2", new AcceleratorException("CUDA out of memory", true, null));
        awaitEvent("trial of subject 2");
        assertThat(version(ask(0))).isEqualTo("1");
        awaitEvent("refused subject 2");
        assertThat(models.refused().get("subject 2")).startsWith("rolled back: out of memory");
        assertThat(ends).hasSize(1);
    }

    @Test
    void aShadowThatFailsFailsNoImage() throws Exception {
        start(TrialTerms.Mode.SHADOW, 1, 20);
        networks.put("subject", 2);
        failing.put("2", new AcceleratorException("cannot be", false, null));
        awaitEvent("trial of subject 2");
        assertThat(askUntilTheEnd())
                .allSatisfy(product -> assertThat(version(product)).isEqualTo("1"));
        awaitEvent("refused subject 2");
    }

    @Test
    void aVersionThatIsShownAnotherPictureIsComparedToo() throws Exception {
        start(TrialTerms.Mode.SHADOW, 1, 3);
        networks.put("subject", 2);
        awaitEvent("trial of subject 2");
        Path yaml = networks.folder("subject", "2").resolve("model.yaml");
        networks.write(
                yaml, Files.readString(yaml).replace("width: 8", "width: 16").getBytes(UTF_8));
        awaitEvent("withdrawn subject 2");
        ends.clear();
        askUntilTheEnd();
        assertThat(ends.take()).isInstanceOf(TrialEnd.Promoted.class);
    }

    @Test
    void whatAsksNoModelOnTrialTakesNoPart() throws Exception {
        networks.put("car", 1);
        start(TrialTerms.Mode.CANARY, 1, 1000);
        networks.put("car", 2);
        awaitEvent("trial of car 2");
        for (int i = 0; i < 10; i++) assertThat(version(ask(i))).isEqualTo("1");
        assertThat(models.trial().orElseThrow().compared()).isZero();
        assertThat(models.trial().orElseThrow().dropped()).isZero();
    }

    @Test
    void oneTrialIsMadeAtATimeAndAChangeInPlaceGoesBefore() throws Exception {
        networks.put("car", 1);
        start(TrialTerms.Mode.CANARY, 1, 1000);
        networks.put("subject", 2);
        awaitEvent("trial of subject 2");
        networks.put("car", 2);
        networks.put("car", 1); // in its place: taken up at once, as ever, in the memory that the trial had
        awaitEvent("served car 1");
        assertThat(events).containsSubsequence("withdrawn subject 2", "served car 1");
        await().until(() ->
                models.trial().isPresent()); // load sees that there are never more than one beside those served
    }

    @Test
    void aNewerVersionTakesThePlaceOfTheOneOnTrial() throws Exception {
        start(TrialTerms.Mode.CANARY, 1, 1000);
        networks.put("subject", 2);
        awaitEvent("trial of subject 2");
        networks.put("subject", 3);
        awaitEvent("trial of subject 3");
        assertThat(events).containsExactly("trial of subject 2", "withdrawn subject 2", "trial of subject 3");
        assertThat(version(ask(0))).isEqualTo("3");
    }

    @Test
    void oneWhosePredecessorIsTakenAwayIsServed() throws Exception {
        start(TrialTerms.Mode.SHADOW, 1, 1000);
        networks.put("subject", 2);
        awaitEvent("trial of subject 2");
        networks.remove("subject", "1");
        awaitEvent("served subject 2");
        assertThat(ends.take().why()).contains("is gone");
    }

    @Test
    void whatThereIsNoMemoryToLoadBesideTheOthersIsRefusedWithTheNumbers() throws Exception {
        largest = new ByteSize(100);
        start(TrialTerms.Mode.CANARY, 1, 1000);
        networks.put("subject", 2);
        awaitEvent("refused subject 2");
        assertThat(models.refused().get("subject 2")).contains("100 bytes", "-Xmx", "models.trial.mode");
        assertThat(version(ask(0))).isEqualTo("1");
    }

    @Test
    void workersThatShareAMemoryShareItsVerdict() throws Exception {
        start(TrialTerms.Mode.CANARY, 1, 1000);
        networks.put("subject", 2);
        awaitEvent("trial of subject 2");
        TrialMemory other = TrialMemory.open(home.resolve("memory"));
        other.keep(
                ModelFolders.look(networks.directory()).get("subject").getFirst(),
                new TrialEnd.RolledBack("another has seen it"));
        awaitEvent("refused subject 2");
        assertThat(models.refused().get("subject 2")).isEqualTo("rolled back: another has seen it");
        assertThat(models.trial()).isEmpty();
        assertThat(version(ask(0))).isEqualTo("1");

        TrialMemory promoting = TrialMemory.open(home.resolve("memory"));
        networks.put("subject", 3);
        awaitEvent("trial of subject 3");
        promoting.keep(
                ModelFolders.look(networks.directory()).get("subject").getFirst(), new TrialEnd.Promoted("it is fine"));
        awaitEvent("served subject 3");
        assertThat(events).containsSubsequence("trial of subject 3", "promoted subject 3", "served subject 3");
    }

    @Test
    void whatIsThereWhenNothingIsKnownIsServedWithoutATrial() throws Exception {
        networks.put("subject", 2);
        start(TrialTerms.Mode.CANARY, 1, 1000);
        assertThat(models.served().get("subject").version()).isEqualTo("2");
        assertThat(models.trial()).isEmpty();
    }

    @Test
    void aVersionThatOthersHaveAVerdictOfBeforeItIsSeenIsNotTried() throws Exception {
        start(TrialTerms.Mode.CANARY, 1, 1000);
        GreyNetworks elsewhere = new GreyNetworks(Files.createDirectories(home.resolve("elsewhere")));
        elsewhere.put("subject", 2);
        TrialMemory.open(home.resolve("memory"))
                .keep(
                        ModelFolders.look(elsewhere.directory()).get("subject").getFirst(),
                        new TrialEnd.RolledBack("another has seen it"));
        Files.move(elsewhere.folder("subject", "2"), networks.folder("subject", "2"));
        awaitEvent("refused subject 2");
        assertThat(events).doesNotContain("trial of subject 2");
    }

    @Test
    void whereAPromotedVersionIsNotHereItStaysPromotedForOthersAndANewerOneIsTried() throws Exception {
        TrialMemory others = TrialMemory.open(home.resolve("memory"));
        others.serves("subject", "3");
        start(TrialTerms.Mode.CANARY, 1, 1000);
        assertThat(others.served("subject")).contains("3");

        stopEngine();
        networks.put("subject", 4);
        start();
        assertThat(events).containsExactly("trial of subject 4");
        assertThat(others.served("subject")).contains("3");
    }

    private List<Path> marks() throws Exception {
        try (var files = Files.list(home.resolve("memory"))) {
            return files.filter(file -> file.toString().contains(".tried-")).toList();
        }
    }

    /** As workers that are killed leave their marks: nobody holds them any more. */
    private void die(int times) throws Exception {
        Path mark = marks().getFirst();
        for (int i = 0; i < times; i++) Files.createFile(mark.resolveSibling(mark.getFileName() + "-" + i));
    }

    @Test
    void aVersionThatWorkersDieOfIsRolledBackBeforeARequestIsBlamed() throws Exception {
        start(TrialTerms.Mode.CANARY, 1, 1000);
        networks.put("subject", 2);
        awaitEvent("trial of subject 2");
        die(3);
        restart();
        assertThat(events).as("after three deaths").containsExactly("trial of subject 2");
        die(1);
        restart();
        assertThat(models.refused().get("subject 2")).isEqualTo("rolled back: 4 workers died while it was tried");
        assertThat(version(ask(0))).isEqualTo("1");
        assertThat(marks()).isEmpty();
    }

    @Test
    void aMemoryThatCannotBeReadStopsTheStartNamingTheFile() throws Exception {
        Files.createDirectories(home.resolve("memory"));
        Files.writeString(home.resolve("memory/subject.json"), "{\"served\": 1");
        assertThatThrownBy(() -> start(TrialTerms.Mode.CANARY, 1, 5))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("models.trial.memory: ")
                .hasMessageContaining("subject.json");
    }

    @Test
    void withoutTrialsANewVersionIsServedAtOnceAndNoFolderIsMade() throws Exception {
        start();
        networks.put("subject", 2);
        awaitEvent("served subject 2");
        ImageResult.ModelUse use = ask(0).models().getFirst();
        assertThat(use.version()).isEqualTo("2");
        assertThat(use.trial()).isEmpty();
        assertThat(home.resolve("memory")).doesNotExist();
    }
}
