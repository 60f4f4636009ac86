package io.kirinuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskModelTest {
    private static final Path SUBJECT = Path.of("../models/subject/1");

    @Test
    void wrappedGraphEqualsPlainPreAndPostProcessing() throws Exception {
        try (MaskModel model = MaskModel.load(SUBJECT, Device.CPU, 4);
                var lane = model.open()) {
            List<byte[]> images = new ArrayList<>();
            for (int i = 0; i < 3; i++) images.add(smoothImage(7 + i));
            List<byte[]> alphas = lane.run(images);
            for (int i = 0; i < 3; i++) {
                byte[] expected = plain(model.manifest(), images.get(i));
                int worst = 0;
                for (int p = 0; p < expected.length; p++) {
                    worst = Math.max(worst, Math.abs((expected[p] & 255) - (alphas.get(i)[p] & 255)));
                }
                // One step at most, where a float lies on the edge between two.
                assertThat(worst).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void anImageGetsTheSameAlphaInEveryPlaceOfABatch() throws Exception {
        try (MaskModel model = MaskModel.load(SUBJECT, Device.CPU, 4);
                var lane = model.open()) {
            byte[] image = smoothImage(3);
            byte[] other = smoothImage(4);
            byte[] alone = lane.run(List.of(image)).getFirst();
            assertThat(lane.run(List.of(other, image, other)).get(1)).isEqualTo(alone);
        }
    }

    @Test
    void aChangedFileIsRefusedByItsDigest(@TempDir Path folder) throws Exception {
        Files.copy(SUBJECT.resolve("model.yaml"), folder.resolve("model.yaml"));
        byte[] onnx = Files.readAllBytes(SUBJECT.resolve("model.onnx"));
        onnx[onnx.length / 2] ^= 1;
        Files.write(folder.resolve("model.onnx"), onnx);
        assertThatThrownBy(() -> MaskModel.load(folder, Device.CPU, 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("sha256");
    }

    @Test
    void aMissingFieldIsNamed(@TempDir Path folder) throws IOException {
        String yaml = Files.readString(SUBJECT.resolve("model.yaml")).replaceFirst("(?m)^licence:.*\\R", "");
        Files.writeString(folder.resolve("model.yaml"), yaml);
        assertThatThrownBy(() -> ModelManifest.read(folder.resolve("model.yaml")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("licence");
    }

    @Test
    void aWrongValueIsNamed(@TempDir Path folder) throws IOException {
        String yaml = Files.readString(SUBJECT.resolve("model.yaml")).replace("head: probability", "head: argmin");
        Files.writeString(folder.resolve("model.yaml"), yaml);
        assertThatThrownBy(() -> ModelManifest.read(folder.resolve("model.yaml")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("output.head")
                .hasMessageContaining("argmin");
    }

    @Test
    void aTensorThatTheNetworkLacksIsNamedWithThoseItHas(@TempDir Path folder) throws IOException {
        Files.copy(SUBJECT.resolve("model.onnx"), folder.resolve("model.onnx"));
        String yaml = Files.readString(SUBJECT.resolve("model.yaml")).replace("tensor: foreground", "tensor: mask");
        Files.writeString(folder.resolve("model.yaml"), yaml);
        assertThatThrownBy(() -> MaskModel.load(folder, Device.CPU, 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("output.tensor")
                .hasMessageContaining("foreground");
    }

    @Test
    void cudaOnDemandIsRefusedWhereThereIsNone() {
        assumeFalse(Files.exists(Path.of("/dev/nvidia0")), "this machine has a GPU");
        assertThatThrownBy(Device.Choice.CUDA::resolve)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("engine.device");
    }

    @Test
    void aLongCommandLineDoesNotKillTheProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dlong=" + "x".repeat(30_000),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadSubject.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /** Loads a model in a process of its own. */
    static final class LoadSubject {
        private LoadSubject() {}

        public static void main(String[] arguments) throws ModelException {
            MaskModel.load(SUBJECT, Device.Choice.AUTO.resolve(), 1).close();
        }
    }

    private static byte[] smoothImage(int seed) {
        int width = 256;
        int height = 256;
        Random random = new Random(seed);
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    double value = 128 + 60 * Math.sin(x * .03 + c + seed) + 50 * Math.cos(y * .05 - c);
                    pixels[(y * width + x) * 3 + c] = (byte) (int) (value + random.nextInt(8));
                }
            }
        }
        return pixels;
    }

    private static byte[] plain(ModelManifest manifest, byte[] rgb) throws Exception {
        var input = manifest.input();
        int plane = 256 * 256;
        FloatBuffer floats = ByteBuffer.allocateDirect(3 * plane * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int c = 0; c < 3; c++) {
            for (int p = 0; p < plane; p++) {
                floats.put(
                        c * plane + p,
                        ((rgb[p * 3 + c] & 255) / 255f - input.mean().get(c))
                                / input.std().get(c));
            }
        }
        var environment = OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(
                        SUBJECT.resolve(manifest.file()).toString());
                var tensor = OnnxTensor.createTensor(environment, floats, new long[] {1, 3, 256, 256});
                var result = session.run(Map.of(input.tensor(), tensor))) {
            FloatBuffer out = ((OnnxTensor) result.get(0)).getFloatBuffer();
            byte[] alpha = new byte[plane];
            for (int p = 0; p < plane; p++) alpha[p] = (byte) Math.round(out.get(p) * 255);
            return alpha;
        }
    }
}
