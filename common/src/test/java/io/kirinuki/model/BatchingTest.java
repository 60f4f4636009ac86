package io.kirinuki.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.batch.Batched;
import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.outcome.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks take batches where a trial has shown that they do, whatever their files say. */
class BatchingTest {
    private static final PixelSize SIZE = new PixelSize(24, 16);

    @TempDir
    Path folder;

    private Network load(byte[] onnx) throws Exception {
        return Network.load(new TinyFolder().write(folder, onnx), NetworkOptions.of(Device.CPU, 4));
    }

    private static List<Pixels> pictures() {
        return IntStream.range(0, 4)
                .mapToObj(i -> TrialPictures.picture(20 + i, SIZE, 3))
                .toList();
    }

    /** Each alone, by the network as its file has it. */
    private List<Prediction> expected() throws Exception {
        List<Prediction> expected = new ArrayList<>();
        try (Network plain = Network.loadPlain(folder, NetworkOptions.of(Device.CPU, 1));
                var lane = plain.open()) {
            for (Pixels picture : pictures()) expected.addAll(lane.run(List.of(picture)));
        }
        return expected;
    }

    private static TinyNet fixed() {
        return new TinyNet(17, 1, 3, 16, 24).conv(3, 1, .25);
    }

    @Test
    void aBatchOfOneThatIsOnlyWrittenDownIsMadeFree() throws Exception {
        try (Network network = load(fixed().shaped(1, 1, 16, 24).then("Sigmoid").bytes(1, 1, 16, 24));
                var lane = network.open()) {
            assertThat(network.unbatched()).isEmpty();
            assertThat(network.maxBatch()).isEqualTo(4);
            Agreement.check(lane.run(pictures()), expected());
        }
    }

    @Test
    void aBatchOfOneThatIsBakedInStaysOne() throws Exception {
        byte[] onnx = fixed().with("Reshape", new long[] {1, 384})
                .with("Reshape", new long[] {1, 1, 16, 24})
                .then("Sigmoid")
                .bytes(1, 1, 16, 24);
        try (Network network = load(onnx);
                var lane = network.open()) {
            assertThat(network.unwrapped()).isEmpty();
            assertThat(network.unbatched().orElseThrow()).contains("cannot run 4 pictures at once");
            assertThat(network.maxBatch()).isEqualTo(1);
            List<Prediction> one = new ArrayList<>();
            for (Pixels picture : pictures()) one.addAll(lane.run(List.of(picture)));
            Agreement.check(one, expected());
        }
    }

    @Test
    void aNetworkWhosePicturesSeeEachOtherRunsOneAtATime() throws Exception {
        byte[] onnx = TinyNet.maps(17, 3, 1)
                .then("ReduceMean", TinyNet.numbers("axes", 0), TinyNet.number("keepdims", 1))
                .withPrevious("Sub")
                .then("Sigmoid")
                .bytes("batch", 1, "height", "width");
        try (Network network = load(onnx)) {
            assertThat(network.unbatched().orElseThrow()).contains("otherwise than alone");
            assertThat(network.maxBatch()).isEqualTo(1);
        }
    }

    @Test
    void aBatchOfOneIsNotMadeFreeByAnswersThatWouldNotShowAMixUp() throws Exception {
        byte[] alike = fixed().with("Mul", 0).bytes(1, 1, 16, 24);
        try (Network network = load(alike)) {
            assertThat(network.unbatched().orElseThrow()).contains("alike");
        }
        byte[] free = TinyNet.maps(17, 3, 1).with("Mul", 0).bytes("batch", 1, "height", "width");
        try (Network network = load(free)) {
            assertThat(network.unbatched()).isEmpty();
        }
    }

    @Test
    void theManifestMayLimitBatches() throws Exception {
        byte[] onnx = TinyNet.maps(17, 3, 1).then("Sigmoid").bytes("batch", 1, "height", "width");
        new TinyFolder().more("batch: {max: 3}").write(folder, onnx);
        try (Network network = Network.load(folder, NetworkOptions.of(Device.CPU, 8));
                var lane = network.open()) {
            assertThat(network.maxBatch()).isEqualTo(3);
            Agreement.check(lane.run(pictures().subList(0, 3)), expected().subList(0, 3));
        }
    }

    /** Four that wait together, of three sizes, are runs of two, one and one; and what each was part of is told so. */
    @Test
    void aBatchOfSeveralSizesIsToldAsTheRunsThatItIs() throws Exception {
        byte[] onnx = TinyNet.maps(17, 3, 1).then("Sigmoid").bytes("batch", 1, "height", "width");
        new TinyFolder().input("multipleOf: 8", 3).write(folder, onnx);
        Network network = Network.load(folder, NetworkOptions.of(Device.CPU, 4));
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        var config = new BatcherConfig(1, Duration.ofSeconds(20)); // as long as fewer than four wait
        try (var batcher = new Batcher<>(network, config, (name, size, room, ran) -> sizes.add(size))) {
            List<CompletableFuture<Outcome<Batched<Prediction>>>> ends = new ArrayList<>();
            for (PixelSize size : List.of(
                    new PixelSize(24, 16), new PixelSize(160, 8), new PixelSize(24, 16), new PixelSize(16, 24))) {
                ends.add(batcher.submit(TrialPictures.picture(ends.size(), size, 3)));
            }
            List<Integer> shared = new ArrayList<>();
            for (var end : ends) shared.add(end.get().orThrow().run().size());
            assertThat(shared).containsExactly(2, 1, 2, 1);
            assertThat(sizes).containsExactly(2, 1, 1);
        }
    }

    @Test
    void picturesOfOneBatchMayDifferInSizeWhereTheNetworkTakesAny() throws Exception {
        byte[] onnx = TinyNet.maps(17, 3, 1).then("Sigmoid").bytes("batch", 1, "height", "width");
        new TinyFolder().input("multipleOf: 8", 3).write(folder, onnx);
        List<Pixels> mixed = List.of(
                TrialPictures.picture(1, new PixelSize(24, 16), 3),
                TrialPictures.picture(2, new PixelSize(160, 8), 3),
                TrialPictures.picture(3, new PixelSize(24, 16), 3),
                TrialPictures.picture(4, new PixelSize(16, 24), 3));
        NetworkOptions options = NetworkOptions.of(Device.CPU, 4);
        try (Network network = Network.load(folder, options);
                Network plain = Network.loadPlain(folder, options);
                var lane = network.open();
                var plainLane = plain.open()) {
            List<Prediction> expected = new ArrayList<>();
            for (Pixels picture : mixed) expected.addAll(plainLane.run(List.of(picture)));
            Agreement.check(lane.run(mixed), expected);
            Agreement.check(plainLane.run(mixed), expected);
            Agreement.check(lane.run(mixed.reversed()), expected.reversed());
        }
    }
}
