package io.kirinuki.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.batch.Accelerator.Lane;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.model.Prediction.Alpha;
import java.awt.image.Raster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Masks are those of rembg, to the step where floats of two builds of ONNX Runtime fall on two sides of an edge. Over
 * real photos {@code benchmarks/parity/rembg_parity.py} holds the same.
 */
class RembgParityTest {
    /** Made by {@code benchmarks/parity/rembg_fixtures.py}. */
    private static final Path FIXTURES = Path.of("src/test/resources/io/kirinuki/model/rembg");

    @ParameterizedTest
    @ValueSource(strings = {"small", "wide", "tall"})
    void masksEqualThoseOfRembg(String name) throws Exception {
        byte[] file = Files.readAllBytes(FIXTURES.resolve("photos/" + name + ".png"));
        try (Network network = Network.load(FIXTURES, NetworkOptions.of(Device.CPU, 1));
                var lane = network.open();
                Photo photo =
                        PhotoFile.read(file, HeaderProbe.probe(file).orThrow()).orThrow();
                Mask mask = mask(photo, network.manifest(), lane)) {
            Raster theirs = ImageIO.read(
                            FIXTURES.resolve("masks/" + name + ".mask.png").toFile())
                    .getRaster();
            Raster ours = ImageIO.read(FastPng.encode(mask.picture()).open()).getRaster();
            assertThat(ours.getBounds()).isEqualTo(theirs.getBounds());
            long sum = 0;
            int most = 0;
            for (int y = 0; y < ours.getHeight(); y++) {
                for (int x = 0; x < ours.getWidth(); x++) {
                    int off = Math.abs(ours.getSample(x, y, 0) - theirs.getSample(x, y, 0));
                    sum += off;
                    most = Math.max(most, off);
                }
            }
            assertThat((double) sum / mask.size().pixels())
                    .as("mean difference, in steps of 255; the largest is %d", most)
                    .isLessThan(0.01);
            assertThat(most).isLessThanOrEqualTo(2);
        }
    }

    private static Mask mask(Photo photo, ModelManifest manifest, Lane<Pixels, Prediction> lane) throws Exception {
        Pixels pixels = photo.sample(manifest.input().sampling(photo.size()));
        Alpha alpha = (Alpha) lane.run(List.of(pixels)).getFirst();
        try (Mask small = Mask.of(alpha.map().bytes(), alpha.map().size())) {
            return small.resizedTo(photo.size(), manifest.output().filter());
        }
    }
}
