package io.kirinuki.catalogue;

import static io.kirinuki.catalogue.ModelServer.cutAfter;
import static io.kirinuki.catalogue.ModelServer.promising;
import static io.kirinuki.catalogue.ModelServer.silence;
import static io.kirinuki.catalogue.ModelServer.stallAfter;
import static io.kirinuki.catalogue.ModelServer.status;
import static io.kirinuki.catalogue.ModelServer.trickle;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.kirinuki.model.Device;
import io.kirinuki.model.ModelManifest;
import io.kirinuki.model.Network;
import io.kirinuki.model.NetworkOptions;
import io.kirinuki.model.OutputRule;
import io.kirinuki.model.onnx.Onnx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Pulls against a real server, over links of every kind. */
@Timeout(60)
class PullTest {
    /** What only a local link needs: a server here answers within milliseconds. */
    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(2), Duration.ofMillis(400), 3, Duration.ofMillis(10));

    private static final byte[] FILE = onnx(2_000_000);

    @TempDir
    private Path models;

    private ModelServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new ModelServer(FILE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsPulledIsAModelThatManifestAndDigestFit() throws Exception {
        var folder = pull(entry());

        assertThat(folder).isEqualTo(models.resolve("u2net/1"));
        assertThat(folder.resolve("model.onnx")).hasBinaryContent(FILE);
        var manifest = ModelManifest.read(folder.resolve("model.yaml"));
        assertThat(manifest.name()).isEqualTo("u2net");
        assertThat(manifest.version()).isEqualTo("1");
        assertThat(manifest.licence()).isEqualTo("Apache-2.0");
        assertThat(manifest.sha256())
                .isEqualTo(Digest.of(folder.resolve("model.onnx"), Digest.Algorithm.SHA256)
                        .hex());
        assertThat(manifest.input().tensor()).isEqualTo("picture");
        assertThat(manifest.output().tensor()).isEqualTo("alpha");
        assertThat(manifest.output().head()).isEqualTo(OutputRule.Head.MIN_MAX);
        assertThat(InstalledModel.in(models)).extracting(InstalledModel::title).containsExactly("u2net 1");
        InstalledModel.in(models).getFirst().verify();
        assertThat(files()).containsExactly("u2net/1/model.onnx", "u2net/1/model.yaml");
    }

    /** A real network, and the input rule of rembg's. */
    @Test
    void whatIsPulledRuns() throws Exception {
        server.file = Files.readAllBytes(Path.of("../models/subject/1/model.onnx"));
        var entry = entry(null);
        entry.manifest()
                .withObjectProperty("input")
                .put("width", 256)
                .put("height", 256)
                .put("scale", "image-maximum");

        try (var network = Network.load(pull(entry), NetworkOptions.of(Device.CPU, 2))) {
            assertThat(network.manifest().name()).isEqualTo("u2net");
        }
    }

    @Test
    void connectionThatIsCutGoesOnWhereItEndedAndFetchesNoByteTwice() throws Exception {
        server.then(cutAfter(300_000), cutAfter(0), cutAfter(700_000), cutAfter(1), cutAfter(0));

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);

        assertThat(server.bytesSent).hasValue(FILE.length);
        assertThat(server.ranges).hasSize(6).startsWith("all", "bytes=300000-", "bytes=300000-", "bytes=1000000-");
    }

    @Test
    void cutsWithoutEndAreNotTriedForEver() throws Exception {
        server.then(cutAfter(300_000), cutAfter(0), cutAfter(0), cutAfter(0));

        assertThatThrownBy(() -> pull(entry()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("given up after 3 attempts")
                .hasMessageContaining("goes on from there");
        assertThat(installed()).isFalse();

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.bytesSent).hasValue(FILE.length);
    }

    @Test
    void serverThatKnowsNoRangesIsAskedForAllAgain() throws Exception {
        server.ranged = false;
        server.then(cutAfter(300_000), cutAfter(500_000));

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.bytesSent).hasValue(FILE.length + 800_000);
    }

    @Test
    void partWithoutValidatorIsNotContinued() throws Exception {
        server.etag = "";
        server.then(cutAfter(300_000));

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.ranges).containsExactly("all", "all");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fileThatChangesBetweenThePartsIsBegunAnew(boolean honoursIfRange) throws Exception {
        server.honoursIfRange = honoursIfRange;
        var changed = onnx(1_500_000);
        server.then((request, it) -> {
            cutAfter(300_000).answer(request, it);
            it.etag = "\"two\"";
            it.file = changed;
        });

        var folder = pull(entry(Digest.of(write("changed", changed), Digest.Algorithm.MD5)));

        assertThat(folder.resolve("model.onnx")).hasBinaryContent(changed);
    }

    @Test
    void fileThatChangesAllTheTimeIsGivenUp() {
        for (int i = 0; i < 10; i++) {
            int version = i;
            server.then((request, it) -> {
                it.etag = "\"%d\"".formatted(version);
                cutAfter(100_000 * (version + 1)).answer(request, it);
            });
        }
        assertThatThrownBy(() -> pull(entry()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("begun from the first byte 4 times");
    }

    @Test
    void wrongDigestInstallsNothingAndKeepsNothing() throws Exception {
        var wrong = Digest.parse("md5:" + "0".repeat(32));

        assertThatThrownBy(() -> pull(entry(wrong)))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("is not the file that the catalogue means")
                .hasMessageContaining(wrong.toString())
                .hasMessageContaining("nothing installed");
        assertThat(installed()).isFalse();
        assertThat(files()).containsExactly("u2net/.pull/1.lock");
    }

    @Test
    void fileThatIsNoModelIsRefusedWhereNoDigestTells() throws Exception {
        server.file = "<html>Please log in to this hotel's network</html>".getBytes(UTF_8);

        assertThatThrownBy(() -> pull(entry(null)))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("not an ONNX model");
        assertThat(installed()).isFalse();
        assertThat(files()).containsExactly("u2net/.pull/1.lock");
    }

    @Test
    void withoutAPublishedDigestTheFirstDownloadIsPinned() throws Exception {
        var folder = pull(entry(null));

        assertThat(ModelManifest.read(folder.resolve("model.yaml")).sha256())
                .isEqualTo(Digest.of(write("as served", FILE), Digest.Algorithm.SHA256)
                        .hex());
    }

    @Test
    void slowLinkIsNoError() throws Exception {
        server.then(trickle(20, 100)); // five times as long as silence may last

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.ranges).hasSize(1);
    }

    @Test
    void linkThatFallsSilentIsLeftAndTakenUpAgain() throws Exception {
        server.then(stallAfter(300_000));

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.bytesSent).hasValue(FILE.length);
    }

    @Test
    void linkThatStaysSilentFailsInBoundedTime() {
        server.then(stallAfter(300_000), silence(), silence(), silence(), silence());

        long start = System.nanoTime();
        assertThatThrownBy(() -> pull(entry()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("the link is silent");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void connectionRefusedIsTriedAgainAndThenTold() throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var entry = entry(URI.create("http://127.0.0.1:" + port + "/model.onnx"), null);

        var heard = new Heard();
        assertThatThrownBy(() -> new Pull(models, PATIENCE).run(entry, heard))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("given up after 3 attempts");
        assertThat(heard.retries).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 403, 401, 410, 418})
    void refusalOfTheServerIsFinal(int status) {
        server.then(status(status));

        assertThatThrownBy(() -> pull(entry()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("the server answers " + status);
        assertThat(server.ranges).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429})
    void troubleOfTheServerIsWaitedFor(int status) throws Exception {
        server.then(status(status), cutAfter(300_000), status(status));

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.bytesSent).hasValue(FILE.length);
    }

    @Test
    void redirectIsFollowedAlsoWhenGoingOn() throws Exception {
        server.then(cutAfter(300_000));

        assertThat(pull(entry(server.url("/release"), digest())).resolve("model.onnx"))
                .hasBinaryContent(FILE);
        assertThat(server.ranges).containsExactly("all", "bytes=300000-");
        assertThat(server.bytesSent).hasValue(FILE.length);
    }

    @Test
    void lengthThatIsPromisedAndNotKeptIsACut() throws Exception {
        server.then(promising(10));

        // All is there, but the server said that 10 bytes more would come: the next request tells that there are none.
        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.bytesSent).hasValue(FILE.length);
    }

    @Test
    void wholeAgainstTheServersLengthIsRefusedEvenWithoutADigest() {
        server.then(promising(10), promising(10), promising(10), promising(10), promising(10));
        server.ranged = false;

        assertThatThrownBy(() -> pull(entry(null))).isInstanceOf(CatalogueException.class);
        assertThat(installed()).isFalse();
    }

    @Test
    void fullDiskIsToldBeforeTheFirstByte() {
        var pull = new Pull(models, PATIENCE, folder -> 1_000_000);

        assertThatThrownBy(() -> pull.run(entry(), new Heard()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("MB are free");
        assertThat(server.ranges).hasSize(1);
        assertThat(installed()).isFalse();
    }

    @Test
    void modelThatIsThereAsksNoNetwork() throws Exception {
        pull(entry());
        server.close();

        assertThat(pull(entry())).isEqualTo(models.resolve("u2net/1"));
    }

    @Test
    void otherVersionGoesBesideTheFirst() throws Exception {
        pull(entry());
        var second = entry(server.url("/model.onnx"), digest(), "2");

        assertThat(pull(second)).isEqualTo(models.resolve("u2net/2"));
        assertThat(InstalledModel.in(models)).extracting(InstalledModel::title).containsExactly("u2net 1", "u2net 2");
    }

    @Test
    void folderOfAnotherKindIsNotTouched() throws Exception {
        Files.createDirectories(models.resolve("u2net/1"));
        Files.writeString(models.resolve("u2net/1/notes.txt"), "mine");

        assertThatThrownBy(() -> pull(entry()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("holds no model.yaml");
        assertThat(server.ranges).isEmpty();
    }

    @Test
    void entryWhoseManifestNoWorkerWouldTakeIsRefusedBeforeTheDownload() {
        var entry = entry(server.url("/model.onnx"), null);
        entry.manifest().withObjectProperty("output").put("head", "softmax");

        assertThatThrownBy(() -> pull(entry))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("output.head");
        assertThat(server.ranges).isEmpty();
    }

    @Test
    void twoPullsAtOnceInstallOneWholeModel() throws Exception {
        server.then(trickle(10, 50));
        var entry = entry();
        var failures = Collections.synchronizedList(new ArrayList<CatalogueException>());
        var start = new CountDownLatch(1);
        try (var threads = Executors.newCachedThreadPool()) {
            for (int i = 0; i < 6; i++) {
                threads.execute(() -> {
                    try {
                        start.await();
                        pull(entry);
                    } catch (CatalogueException e) {
                        failures.add(e);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
            start.countDown();
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(models.resolve("u2net/1/model.onnx")).hasBinaryContent(FILE);
        assertThat(server.bytesSent).hasValue(FILE.length);
        assertThat(failures).allSatisfy(e -> assertThat(e).hasMessageContaining("being pulled by another process"));
    }

    @Test
    void nothingIsSeenInTheModelsDirectoryBeforeAllIsThere() throws Exception {
        server.then(trickle(20, 30));
        try (var threads = Executors.newSingleThreadExecutor()) {
            var pull = threads.submit(() -> pull(entry()));
            int looks = 0;
            while (InstalledModel.in(models).isEmpty()) {
                assertThat(pull.isDone() && !installed()).isFalse();
                looks++;
                Thread.onSpinWait();
            }
            InstalledModel.in(models).getFirst().verify();
            assertThat(looks).isPositive();
            assertThat(pull.get()).isEqualTo(models.resolve("u2net/1"));
        }
    }

    @Test
    void pullThatIsKilledIsGoneOnWith() throws Exception {
        server.then(trickle(20, 100));
        var java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PullTest.class.getName(),
                        models.toString(),
                        server.url("/model.onnx").toString())
                .inheritIO()
                .start();
        var part = models.resolve("u2net/.pull/1/model.onnx.part");
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(part) && Files.size(part) > 500_000);
        java.destroyForcibly().waitFor();
        long kept = Files.size(part);
        assertThat(kept).isLessThan(FILE.length);
        assertThat(installed()).isFalse();

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.ranges).containsExactly("all", "bytes=" + kept + "-");
    }

    /** The process that gets killed. */
    public static void main(String[] arguments) throws Exception {
        new Pull(Path.of(arguments[0]), Patience.USUAL).run(entry(URI.create(arguments[1]), null), new Heard());
    }

    private Path pull(CatalogueEntry entry) throws CatalogueException, InterruptedException {
        return new Pull(models, PATIENCE).run(entry, new Heard());
    }

    private boolean installed() {
        return Files.exists(models.resolve("u2net/1"));
    }

    private List<String> files() throws IOException {
        try (var all = Files.walk(models)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> models.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private CatalogueEntry entry() throws IOException {
        return entry(digest());
    }

    private CatalogueEntry entry(Digest digest) {
        return entry(server.url("/model.onnx"), digest);
    }

    private static CatalogueEntry entry(URI url, Digest digest) {
        return entry(url, digest, "1");
    }

    private static CatalogueEntry entry(URI url, Digest digest, String version) {
        var manifest = (ObjectNode) new YAMLMapper().readTree("""
                        task: mask
                        input: {width: 320, height: 320, filter: lanczos, mean: [0, 0, 0], std: [1, 1, 1]}
                        output: {head: min-max, filter: lanczos}
                        """);
        return new CatalogueEntry(
                "u2net",
                version,
                "a test",
                url,
                Optional.empty(),
                Optional.ofNullable(digest),
                Licence.named("Apache-2.0"),
                url,
                manifest);
    }

    private Digest digest() throws IOException {
        return Digest.of(write("served", FILE), Digest.Algorithm.MD5);
    }

    @TempDir
    private Path elsewhere;

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(elsewhere.resolve(name), bytes);
    }

    /** A graph of old style: the weight is listed as an input, and before the picture. */
    private static byte[] onnx(int weightBytes) {
        var weight = new byte[weightBytes];
        new Random(weightBytes).nextBytes(weight);
        var graph = Onnx.GraphProto.newBuilder()
                .addInitializer(Onnx.TensorProto.newBuilder()
                        .setRawData(ByteString.copyFrom(weight))
                        .setName("weight"))
                .addInput(Onnx.ValueInfoProto.newBuilder().setName("weight"))
                .addInput(Onnx.ValueInfoProto.newBuilder().setName("picture"))
                .addOutput(Onnx.ValueInfoProto.newBuilder().setName("alpha"))
                .addOutput(Onnx.ValueInfoProto.newBuilder().setName("side"));
        return Onnx.ModelProto.newBuilder()
                .setIrVersion(3)
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    /** What a listener was told. */
    private static final class Heard implements DownloadListener {
        private final List<String> retries = new ArrayList<>();

        @Override
        public void receiving(long have, OptionalLong total) {}

        @Override
        public void received(long have) {}

        @Override
        public void retrying(String reason, Duration pause) {
            retries.add(reason);
        }
    }
}
