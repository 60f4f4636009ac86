package io.kirinuki.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.PixelSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimisedGraphsTest {
    @TempDir
    Path folder;

    private Path cache;
    private Prediction expected;

    @BeforeEach
    void aModel() throws Exception {
        cache = folder.resolve("cache");
        byte[] onnx = TinyNet.maps(17, 3, 1).then("Sigmoid").bytes("N", 1, "H", "W");
        new TinyFolder().write(folder.resolve("model"), onnx);
        expected = answer(Optional.empty());
    }

    private Prediction answer(Optional<Path> cached) throws Exception {
        try (Network network = Network.load(folder.resolve("model"), new NetworkOptions(Device.CPU, 2, 0, cached));
                var lane = network.open()) {
            assertThat(network.unwrapped()).isEmpty();
            return lane.run(List.of(TrialPictures.picture(5, new PixelSize(24, 16), 3)))
                    .getFirst();
        }
    }

    /** Graphs that are kept. */
    private List<Path> files() throws Exception {
        try (var files = Files.list(cache)) {
            return files.filter(file -> file.toString().endsWith(".onnx")).toList();
        }
    }

    @Test
    void theSecondLoadTakesWhatTheFirstHasKept() throws Exception {
        Agreement.check(answer(Optional.of(cache)), expected);
        Path kept = files().getFirst();
        Object file = Files.readAttributes(kept, BasicFileAttributes.class).fileKey();
        Agreement.check(answer(Optional.of(cache)), expected);
        assertThat(files()).containsExactly(kept);
        assertThat(Files.readAttributes(kept, BasicFileAttributes.class).fileKey())
                .isEqualTo(file); // another would have been moved over it
    }

    @Test
    void whatNobodyHasUsedForLongGoesWhenAnotherIsMade() throws Exception {
        answer(Optional.of(cache));
        Path inUse = files().getFirst();
        Path old = Files.write(cache.resolve("0-0-00000000.onnx"), new byte[1]);
        Path oldProof = Files.write(cache.resolve("0-0.batches-of-2"), new byte[0]);
        Path leftBehind = Files.write(cache.resolve("making-1.tmp"), new byte[1]);
        Path beingMade = Files.write(cache.resolve("making-2.tmp"), new byte[1]);
        Path strange = Files.write(cache.resolve("notes.txt"), new byte[1]);
        FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
        for (Path file : List.of(inUse, old, oldProof, leftBehind, strange)) Files.setLastModifiedTime(file, longAgo);
        answer(Optional.of(cache)); // marks its own as used, and makes none
        assertThat(old).exists();
        new TinyFolder()
                .write(
                        folder.resolve("other"),
                        TinyNet.maps(17, 3, 1).then("Tanh").then("Sigmoid").bytes("N", 1, "H", "W"));
        Network.load(folder.resolve("other"), new NetworkOptions(Device.CPU, 2, 0, Optional.of(cache)))
                .close();
        assertThat(List.of(old, oldProof, leftBehind)).allMatch(Files::notExists);
        assertThat(List.of(inUse, beingMade, strange)).allMatch(Files::exists);
    }

    @Test
    void aKeptFileIsReallyWhatRuns() throws Exception {
        answer(Optional.of(cache));
        Path kept = files().getFirst();
        byte[] other = TinyNet.maps(17, 3, 1).bytes("N", 1, "H", "W");
        CRC32C sum = new CRC32C();
        sum.update(other);
        String name = kept.getFileName().toString().replaceFirst("-[0-9a-f]{8}\\.", "-%08x.".formatted(sum.getValue()));
        Files.delete(kept);
        Files.write(cache.resolve(name), other);
        Network network =
                Network.load(folder.resolve("model"), new NetworkOptions(Device.CPU, 2, 0, Optional.of(cache)));
        network.close();
        assertThat(network.unwrapped()).isPresent(); // its tensors are not those of a wrapped graph
    }

    @Test
    void aFileThatIsNotWhatItsNameSaysIsThrownAway() throws Exception {
        answer(Optional.of(cache));
        Path kept = files().getFirst();
        String name = kept.getFileName().toString();
        Files.move(kept, cache.resolve(name.replaceFirst("-[0-9a-f]{8}\\.", "-00000000.")));
        Agreement.check(answer(Optional.of(cache)), expected);
        assertThat(files()).containsExactly(kept);
    }

    @Test
    void aBrokenFileIsMadeAnew() throws Exception {
        answer(Optional.of(cache));
        Path kept = files().getFirst();
        byte[] bytes = Files.readAllBytes(kept);
        bytes[bytes.length / 2] ^= 1;
        Files.write(kept, bytes);
        Agreement.check(answer(Optional.of(cache)), expected);
        assertThat(files()).hasSize(1);
        assertThat(Files.readAllBytes(files().getFirst())).isNotEqualTo(bytes);
    }

    /** As workers do that start together on one folder. */
    @Test
    void thoseThatLoadAtOnceFindAFolderThatServesThemAll() throws Exception {
        CyclicBarrier together = new CyclicBarrier(4);
        List<Callable<Prediction>> loads = Collections.nCopies(4, () -> {
            together.await();
            return answer(Optional.of(cache));
        });
        try (ExecutorService threads = Executors.newFixedThreadPool(loads.size())) {
            for (var load : threads.invokeAll(loads)) Agreement.check(load.get(), expected);
        }
        try (var left = Files.list(cache)) {
            assertThat(left).noneMatch(file -> file.toString().endsWith(".tmp"));
        }
        List<Path> kept = files();
        assertThat(kept).isNotEmpty();
        Agreement.check(answer(Optional.of(cache)), expected);
        assertThat(files()).isEqualTo(kept);
    }

    @Test
    void anotherRuleIsAnotherGraph() throws Exception {
        answer(Optional.of(cache));
        byte[] onnx = Files.readAllBytes(folder.resolve("model/model.onnx"));
        new TinyFolder().normalised("0.3", "0.2").write(folder.resolve("model"), onnx);
        expected = answer(Optional.empty());
        Agreement.check(answer(Optional.of(cache)), expected);
        assertThat(files()).hasSize(2);
    }

    @Test
    void aFolderThatCannotBeOneIsNoError() throws Exception {
        Files.writeString(cache, "a file");
        Agreement.check(answer(Optional.of(cache)), expected);
    }

    @Test
    void aGraphThatDoesNotLoadLeavesNothingBehind() throws Exception {
        TinyNet net = TinyNet.maps(17, 3, 1);
        byte[] onnx = net.node("Sigmoid", "kirinuki_in_0", List.of(net.last())).bytes("N", 1, "H", "W");
        new TinyFolder().write(folder.resolve("model"), onnx);
        Network network =
                Network.load(folder.resolve("model"), new NetworkOptions(Device.CPU, 2, 0, Optional.of(cache)));
        network.close();
        assertThat(network.unwrapped()).isPresent();
        assertThat(files()).isEmpty();
    }
}
