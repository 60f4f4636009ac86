package io.kirinuki.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxEnvironmentTest {
    private static final int SIGTERM = 143;

    @TempDir
    private Path folder;

    @Test
    void aSignalWhileModelsAreLoadedEndsTheProcessInOrder() throws Exception {
        TinyNet net = TinyNet.maps(17, 3, 8);
        for (int layer = 0; layer < 300; layer++) net = net.conv(8, 8, .1);
        byte[] onnx = net.conv(8, 1, .1).then("Sigmoid").bytes("batch", 1, "height", "width");
        Path file = Files.write(folder.resolve("model.onnx"), onnx);
        for (int i = 0; i < 3; i++) assertThat(signalled(file)).isEqualTo(SIGTERM);
    }

    private static int signalled(Path file) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(List.of(
                        java,
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + file.resolveSibling("crash-%p.log"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sessions.class.getName(),
                        file.toString()))
                .redirectErrorStream(true)
                .start();
        try (var output = process.inputReader(UTF_8)) {
            assertThat(output.readLine()).isEqualTo("making");
            Thread.sleep(100); // into the making of one
            process.toHandle().destroy();
            output.lines().forEach(line -> {});
            return process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Makes sessions, one after the other. */
    static final class Sessions {
        private Sessions() {}

        public static void main(String... arguments) throws OrtException {
            OrtEnvironment environment = OnnxEnvironment.get();
            System.out.println("making");
            while (true) environment.createSession(arguments[0]).close();
        }
    }
}
