package io.kirinuki.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.image.ByteSize;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.model.Device;
import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelFolder;
import io.kirinuki.model.NetworkOptions;
import io.kirinuki.model.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With networks that ONNX Runtime really loads; each look is called for, so that no test waits. */
class ModelDirectoryTest {
    private static final ModelLoader LOADER = ModelLoader.of(
            NetworkOptions.of(Device.CPU, 2),
            new BatcherConfig(1, Duration.ZERO),
            (accelerator, size, capacity, ran) -> {});

    private final List<String> told = new ArrayList<>();
    private GreyNetworks networks;
    private ModelDirectory directory;
    private Generations generations;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        networks = new GreyNetworks(folder);
        networks.put("subject", 1);
        open(new ByteSize(10_000));
    }

    private void open(ByteSize largest) throws ModelException {
        ModelListener listener = new ModelListener() {
            @Override
            public void served(ModelFolder folder, ServedModel model, Optional<ServedModel> before) {
                told.add("served %s after %s"
                        .formatted(folder, before.map(ServedModel::version).orElse("none")));
            }

            @Override
            public void refused(ModelFolder folder, String why) {
                told.add("refused %s: %s".formatted(folder, why));
            }
        };
        directory = new ModelDirectory(networks.directory(), LOADER, largest, listener);
        generations = new Generations(directory.loadAll());
    }

    @AfterEach
    void stop() {
        generations.close();
    }

    private void look() {
        directory.refresh(generations);
    }

    /** A change takes effect at the second look that finds it. */
    private void lookTwice() {
        look();
        look();
    }

    private void assertServed(String name, String version) throws Exception {
        ServedModel model = generations.served().get(name);
        assertThat(model.version()).isEqualTo(version);
        Prediction mask = model.batcher()
                .submit(Pixels.black(new PixelSize(8, 8), 3))
                .join()
                .orThrow()
                .output();
        assertThat(((Prediction.Alpha) mask).map().bytes())
                .as("mask of the network itself")
                .containsOnly(GreyNetworks.grey(version));
    }

    @Test
    void aNewVersionIsServedOnceTwoLooksFindItTheSame() throws Exception {
        networks.put("subject", 2);
        look();
        assertServed("subject", "1");
        look();
        assertServed("subject", "2");
        lookTwice();
        assertThat(told).containsExactly("served subject 2 after 1");
    }

    @Test
    void aNewNameIsServedToo() throws Exception {
        networks.put("car", 3);
        lookTwice();
        assertServed("car", "3");
        assertServed("subject", "1");
        assertThat(told).containsExactly("served car 3 after none");
    }

    @Test
    void aCopyUnderWayIsNotTried() throws Exception {
        networks.put("subject", 2);
        Path onnx = networks.folder("subject", "2").resolve("model.onnx");
        byte[] whole = Files.readAllBytes(onnx);
        for (int bytes = 0; bytes < whole.length; bytes += 50) {
            networks.write(onnx, Arrays.copyOf(whole, bytes));
            look();
        }
        assertThat(told).isEmpty();
        networks.write(onnx, whole);
        lookTwice();
        assertThat(told).containsExactly("served subject 2 after 1");
    }

    enum Break {
        NOT_YAML("not YAML"),
        MISSING_FIELD("licence"),
        WRONG_DIGEST("sha256"),
        MISSING_FILE("cannot be read"),
        UNKNOWN_OPERATOR("NoSuchOperator"),
        WRONG_SHAPE("does not run as its manifest says"),
        NOT_ONNX("not an ONNX file"),
        ANOTHERS_VERSION("version 1");

        private final String reason;

        Break(String reason) {
            this.reason = reason;
        }

        void make(GreyNetworks networks) throws IOException {
            networks.put("subject", 2);
            Path folder = networks.folder("subject", "2");
            Path yaml = folder.resolve("model.yaml");
            String manifest = Files.readString(yaml);
            switch (this) {
                case NOT_YAML -> networks.write(yaml, "\tname: subject".getBytes(UTF_8));
                case MISSING_FIELD ->
                    networks.write(
                            yaml, manifest.replace("licence", "# licence").getBytes(UTF_8));
                case WRONG_DIGEST ->
                    networks.write(
                            yaml,
                            manifest.replaceFirst("sha256: .*", "sha256: " + "0".repeat(64))
                                    .getBytes(UTF_8));
                case MISSING_FILE -> Files.delete(folder.resolve("model.onnx"));
                case UNKNOWN_OPERATOR -> networks.put("subject", "2", GreyNetworks.network("NoSuchOperator", 20));
                case WRONG_SHAPE -> networks.put("subject", "2", GreyNetworks.network("GlobalMaxPool", 20));
                case NOT_ONNX -> networks.put("subject", "2", "<html>404</html>".getBytes(UTF_8));
                case ANOTHERS_VERSION ->
                    networks.write(
                            yaml,
                            manifest.replace("version: \"2\"", "version: \"1\"").getBytes(UTF_8));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenVersionIsRefusedOnceWithItsReasonAndServedWhenMended(Break broken) throws Exception {
        broken.make(networks);
        lookTwice();
        lookTwice();
        assertServed("subject", "1");
        assertThat(told).hasSize(1);
        assertThat(told.getFirst()).startsWith("refused subject 2: ").contains(broken.reason);
        assertThat(directory.refused()).containsOnlyKeys("subject 2");

        networks.put("subject", 2);
        lookTwice();
        assertServed("subject", "2");
        assertThat(told).hasSize(2);
        assertThat(directory.refused()).isEmpty();
    }

    @Test
    void aRefusedVersionThatChangesAndIsStillBrokenIsRefusedAgain() throws Exception {
        Break.NOT_YAML.make(networks);
        lookTwice();
        Break.WRONG_DIGEST.make(networks);
        lookTwice();
        assertThat(told).hasSize(2);
        assertThat(directory.refused().get("subject 2")).contains("sha256");
    }

    @Test
    void aVersionThatIsRemovedGivesWayToTheNewestThatIsLeft() throws Exception {
        networks.put("subject", 9);
        networks.put("subject", 10);
        lookTwice();
        assertServed("subject", "10");
        networks.remove("subject", "10");
        lookTwice();
        assertServed("subject", "9");
        assertThat(told).containsExactly("served subject 10 after 1", "served subject 9 after 10");
    }

    @Test
    void aVersionThatIsBeingReplacedDoesNotGiveWay() throws Exception {
        networks.put("subject", 2);
        lookTwice();
        networks.remove("subject", "2");
        look();
        networks.put("subject", 2);
        lookTwice();
        assertThat(told).containsExactly("served subject 2 after 1", "served subject 2 after 2");
    }

    @Test
    void theServedVersionStaysWhereItsOwnFolderBreaksThoughAnOlderIsThere() throws Exception {
        networks.put("subject", 2);
        lookTwice();
        Break.WRONG_DIGEST.make(networks);
        lookTwice();
        lookTwice();
        assertServed("subject", "2");
        assertThat(told).hasSize(2).last().asString().startsWith("refused subject 2: ");
    }

    @Test
    void theLastVersionOfAModelStaysThoughItsFolderOrTheDirectoryIsGone() throws Exception {
        networks.remove("subject", "1");
        lookTwice();
        assertServed("subject", "1");
        Files.delete(networks.folder("subject", "1").getParent());
        Files.delete(networks.directory());
        lookTwice();
        assertServed("subject", "1");
        assertThat(told).isEmpty();

        networks.put("subject", 1);
        lookTwice();
        assertThat(told).containsExactly("served subject 1 after 1");
    }

    @Test
    void whatTheHeapHasNoRoomToLoadBesideImagesIsRefusedAndARestartLoadsIt() throws Exception {
        generations.close();
        open(new ByteSize(100));
        networks.put("subject", 2);
        lookTwice();
        assertServed("subject", "1");
        assertThat(told).hasSize(1);
        assertThat(told.getFirst()).startsWith("refused subject 2: ").contains("100 bytes", "-Xmx");

        generations.close();
        open(new ByteSize(100));
        assertServed("subject", "2");
    }

    @Test
    void aStartTakesTheNewestThatLoads() throws Exception {
        generations.close();
        networks.put("subject", 3);
        Break.WRONG_DIGEST.make(networks);
        Files.move(networks.folder("subject", "2"), networks.folder("subject", "4"));
        open(new ByteSize(10_000));
        assertServed("subject", "3");
        assertThat(told).hasSize(1).first().asString().startsWith("refused subject 4: ");
        lookTwice();
        assertThat(told).hasSize(1);
    }

    @Test
    void aStartIsRefusedWhereNoVersionOfAModelLoads() throws Exception {
        generations.close();
        networks.put("car", 1);
        networks.write(networks.folder("car", "1").resolve("model.yaml"), "name: [".getBytes(UTF_8));
        assertThatThrownBy(() -> open(new ByteSize(10_000)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("car");
        generations = new Generations(Map.of());
    }

    @Test
    void namesThatStartWithADotAreNoModels() throws Exception {
        networks.put(".subject", 2);
        Files.createDirectories(networks.folder("subject", ".2"));
        Files.copy(
                networks.folder("subject", "1").resolve("model.yaml"),
                networks.folder("subject", ".2").resolve("model.yaml"));
        lookTwice();
        assertThat(generations.served()).containsOnlyKeys("subject");
        assertThat(told).isEmpty();
    }
}
