package io.kirinuki.pipeline;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.batch.Traffic;
import io.kirinuki.image.ByteSize;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.model.Device;
import io.kirinuki.model.Network;
import io.kirinuki.model.NetworkOptions;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that steps name only for the case that none before them made an alpha. */
@Timeout(60)
class FallbackModelTest {
    private static final ObjectRef PHOTO = ObjectRef.of("photos", "car.png");

    @TempDir
    private Path folder;

    private final Map<String, ServedModel> served = new HashMap<>();

    @AfterEach
    void close() {
        served.values().forEach(ServedModel::close);
    }

    @ParameterizedTest
    @CsvSource({
        "car-mask@1, car",
        "cutout@1, subject",
        "cutout-with-mask@1, subject",
        "matte@1, matting subject",
        "deskew@1, upright-faces",
    })
    void pipelineNamesTheModelsItAsks(String pipeline, String models) {
        assertThat(Pipelines.builtIn().models().get(pipeline)).containsExactly(models.split(" "));
    }

    @Test
    void workerWithoutTheFallbackTakesTheRequest() throws Exception {
        serve("car", 1);
        ShelfStore store = new ShelfStore();
        store.objects.put(
                PHOTO,
                FastPng.encode(
                        new PixelSize(12, 10), Picture.Layout.RGB, (y, row) -> Arrays.fill(row, (byte) (90 + y))));
        try (Cores cores = new Cores(1);
                ImageEngine engine = new ImageEngine(
                        store,
                        Pipelines.builtIn(),
                        Models.of(served),
                        new Limits(ByteSize.mebibytes(1), 10_000, ByteSize.mebibytes(8), 100_000, 4),
                        new ImageEngine.DefaultOutput("artifacts", "", true),
                        cores,
                        EngineListener.NONE)) {
            Product product = engine.submit(request("car-mask"), Traffic.LIVE)
                    .get(30, SECONDS)
                    .orThrow();
            assertThat(product.artifacts())
                    .extracting(ImageResult.Artifact::role)
                    .containsExactly("mask", "overlay", "rle");
            assertThat(product.models()).extracting(ImageResult.ModelUse::name).containsExactly("car");
        }
    }

    @Test
    void fingerprintIsOfTheModelsThatAreAskedAlone() throws Exception {
        serve("car", 1);
        String alone = fingerprint("car-mask");
        serve("subject", 1);
        assertThat(fingerprint("car-mask")).isEqualTo(alone);
        String cutout = fingerprint("cutout");
        serve("subject", 2);
        assertThat(fingerprint("car-mask")).isEqualTo(alone);
        assertThat(fingerprint("cutout")).isNotEqualTo(cutout);
        serve("car", 2);
        assertThat(fingerprint("car-mask")).isNotEqualTo(alone);
    }

    @ParameterizedTest
    @CsvSource({"cutout", "matte", "trim-background"})
    void modelThatIsAskedMustBeServed(String pipeline) throws Exception {
        serve("car", 1);
        serve("matting", 1);
        assertThatThrownBy(() -> fingerprint(pipeline))
                .isInstanceOf(FailedException.class)
                .hasMessageStartingWith("model: this worker serves no model \"subject\", but ");
    }

    private String fingerprint(String pipeline) throws FailedException {
        return Plan.of(request(pipeline), Pipelines.builtIn(), served).fingerprint(List.of());
    }

    private static ImageRequest request(String pipeline) {
        return ImageRequest.of("one", PHOTO, pipeline);
    }

    /** A mask network in the place of a namesake, whose version tells by its grey. */
    private void serve(String name, int version) throws Exception {
        GreyNetworks networks = new GreyNetworks(folder);
        networks.put(name, version);
        Network network =
                Network.load(networks.folder(name, Integer.toString(version)), NetworkOptions.of(Device.CPU, 1));
        ServedModel before = served.put(
                name,
                new ServedModel(
                        name,
                        network.manifest().version(),
                        network.sha256(),
                        network.manifest().task(),
                        "cpu",
                        network.manifest().input(),
                        network.manifest().output(),
                        new Batcher<>(network, new BatcherConfig(1, Duration.ZERO), (n, size, capacity, ran) -> {})));
        if (before != null) before.close();
    }
}
