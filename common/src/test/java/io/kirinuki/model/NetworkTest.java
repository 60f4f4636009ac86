package io.kirinuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTest {
    private static final Path SUBJECT = Path.of("../models/subject/1");

    @Test
    void theShippedNetworkSaysWrappedWhatItSaysPlain() throws Exception {
        NetworkOptions options = NetworkOptions.of(Device.CPU, 4);
        try (Network wrapped = Network.load(SUBJECT, options);
                Network plain = Network.loadPlain(SUBJECT, options);
                var wrappedLane = wrapped.open();
                var plainLane = plain.open()) {
            assertThat(wrapped.unwrapped()).isEmpty();
            assertThat(wrapped.unbatched()).isEmpty();
            assertThat(wrapped.maxBatch()).isEqualTo(4);
            List<Pixels> pictures = pictures(3, wrapped.harmless().size(), 3);
            Agreement.check(wrappedLane.run(pictures), plainLane.run(pictures));
        }
    }

    @Test
    void aPictureGetsTheSameAnswerInEveryPlaceOfABatch() throws Exception {
        try (Network model = Network.load(SUBJECT, NetworkOptions.of(Device.CPU, 4));
                var lane = model.open()) {
            List<Pixels> pictures = pictures(2, model.harmless().size(), 3);
            Prediction alone = lane.run(pictures.subList(0, 1)).getFirst();
            Agreement.check(
                    lane.run(List.of(pictures.get(1), pictures.get(0), pictures.get(1)))
                            .get(1),
                    alone);
        }
    }

    @Test
    void aChangedFileIsRefusedByItsDigest(@TempDir Path folder) throws Exception {
        Files.copy(SUBJECT.resolve("model.yaml"), folder.resolve("model.yaml"));
        byte[] onnx = Files.readAllBytes(SUBJECT.resolve("model.onnx"));
        onnx[onnx.length / 2] ^= 1;
        Files.write(folder.resolve("model.onnx"), onnx);
        assertThatThrownBy(() -> Network.load(folder, NetworkOptions.of(Device.CPU, 1)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("sha256");
    }

    @Test
    void aTensorThatTheNetworkLacksIsNamedWithThoseItHas(@TempDir Path folder) throws IOException {
        Files.copy(SUBJECT.resolve("model.onnx"), folder.resolve("model.onnx"));
        String yaml = Files.readString(SUBJECT.resolve("model.yaml")).replace("tensor: foreground", "tensor: mask");
        Files.writeString(folder.resolve("model.yaml"), yaml);
        assertThatThrownBy(() -> Network.load(folder, NetworkOptions.of(Device.CPU, 1)))
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
            Network.load(SUBJECT, NetworkOptions.of(Device.Choice.AUTO.resolve(), 1))
                    .close();
        }
    }

    private static List<Pixels> pictures(int count, PixelSize size, int channels) {
        return IntStream.range(0, count)
                .mapToObj(i -> TrialPictures.picture(20 + i, size, channels))
                .toList();
    }
}
