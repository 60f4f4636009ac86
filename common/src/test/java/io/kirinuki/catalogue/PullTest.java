package io.kirinuki.catalogue;

import static io.kirinuki.catalogue.ModelServer.trickle;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.model.Device;
import io.kirinuki.model.ModelManifest;
import io.kirinuki.model.Network;
import io.kirinuki.model.NetworkOptions;
import io.kirinuki.model.OutputRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pull leaves in the models directory, and what it refuses to. */
@Timeout(60)
class PullTest extends PullFixture {
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
}
