package io.kirinuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariantTest {
    private static final Pixels BLACK = Pixels.black(new PixelSize(24, 16), 3);

    @TempDir
    Path folder;

    private String float32;
    private String int8;

    /** Two networks that are told apart by what they answer: 51 and 102. */
    @BeforeEach
    void twoVariants() throws Exception {
        byte[] small = answering(.4f);
        byte[] large = answering(.2f);
        float32 = OnnxFile.sha256(ByteBuffer.wrap(large));
        int8 = OnnxFile.sha256(ByteBuffer.wrap(small));
        new TinyFolder()
                .more("int8: {file: model.int8.onnx, sha256: %s, measure: mean IoU, loss: 0.004}".formatted(int8))
                .write(folder, large);
        Files.write(folder.resolve("model.int8.onnx"), small);
    }

    private static byte[] answering(float alpha) {
        return TinyNet.maps(17, 3, 1).with("Mul", 0).with("Add", alpha).bytes("N", 1, "H", "W");
    }

    private int answer(double maxLoss, String digest) throws Exception {
        try (Network network = Network.load(folder, new NetworkOptions(Device.CPU, 1, maxLoss, Optional.empty()));
                var lane = network.open()) {
            assertThat(network.sha256()).isEqualTo(digest);
            return ((Prediction.Alpha) lane.run(List.of(BLACK)).getFirst())
                    .map()
                    .bytes()[0];
        }
    }

    @Test
    void int8RunsWhereItLosesNoMoreThanAllowed() throws Exception {
        assertThat(answer(0.01, int8)).isEqualTo(102);
        assertThat(answer(0.004, int8)).isEqualTo(102);
        assertThat(answer(0.003, float32)).isEqualTo(51);
    }

    @Test
    void int8IsForTheCpu() throws Exception {
        ModelManifest manifest = ModelManifest.read(folder.resolve("model.yaml"));
        assertThat(Variant.choose(manifest, Device.CUDA, 1).sha256()).isEqualTo(float32);
    }

    @Test
    void aChangedInt8FileIsRefused() throws Exception {
        Files.write(folder.resolve("model.int8.onnx"), answering(.3f));
        assertThatThrownBy(() -> answer(0.01, int8))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.int8.onnx: its sha256 is");
    }
}
