package io.kirinuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.batch.Batched;
import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A network that answers NaN, or infinity where its head has no use for that, has not answered: at load it is refused, and
 * a picture is given nothing made of it. Inside the graph, where NaN becomes a byte, as in plain Java.
 */
class UnsoundAnswerTest {
    private static final PixelSize SIZE = new PixelSize(24, 16);

    /** What a pixel of 0 makes the network answer there; all others give ordinary numbers. */
    enum Black {
        NAN,
        MINUS_INFINITY,
        INFINITY;

        TinyNet then(TinyNet net) {
            return switch (this) {
                case NAN -> net.with("Sub", 1).then("Sqrt");
                case MINUS_INFINITY -> net.then("Log");
                case INFINITY -> net.then("Log").with("Mul", -1);
            };
        }
    }

    /** Each head, and which of the three it takes. */
    private static final List<Arguments> HEADS = List.of(
            Arguments.of("mask probability", List.of()),
            Arguments.of("mask sigmoid", List.of(Black.MINUS_INFINITY, Black.INFINITY)),
            Arguments.of("mask min-max", List.of()),
            Arguments.of("mask argmax", List.of(Black.MINUS_INFINITY, Black.INFINITY)),
            Arguments.of("classify softmax", List.of(Black.MINUS_INFINITY)),
            Arguments.of("classify probability", List.of()),
            Arguments.of("rotate softsign-180", List.of()),
            Arguments.of("rotate tanh-180", List.of(Black.MINUS_INFINITY, Black.INFINITY)),
            Arguments.of("rotate sigmoid-360", List.of(Black.MINUS_INFINITY, Black.INFINITY)),
            Arguments.of("rotate sin-cos", List.of()),
            Arguments.of("rotate degrees", List.of()));

    @TempDir
    Path folder;

    /** Both sides of every change of form: 13 and 20; and the first that is wrapped. */
    static List<Arguments> everyHeadInEveryForm() {
        List<Arguments> all = new ArrayList<>();
        for (int opset : new int[] {9, 12, 13, 20}) {
            for (Arguments head : HEADS) all.add(Arguments.of(opset, head.get()[0], head.get()[1]));
        }
        return all;
    }

    private static TinyFolder folderOf(String head) {
        TinyFolder model = new TinyFolder()
                .task(head.split(" ")[0], head.split(" ")[1])
                .input("width: 24; height: 16; colour: grey; scale: none", 1)
                .normalised("0", "1");
        if (head.startsWith("classify") || head.endsWith("argmax")) model.classes("none", "cat");
        return model;
    }

    private static TinyNet image(int opset) {
        return new TinyNet(opset, "batch", 1, "height", "width");
    }

    /** The numbers that its head wants of each picture: as many of those there are. */
    private static byte[] shaped(TinyNet net, String head) {
        if (head.endsWith("argmax")) {
            return net.with("Reshape", new long[] {0, 2, 8, 24}).bytes("batch", 2, 8, 24);
        } else if (head.startsWith("mask")) {
            return net.bytes("batch", 1, "height", "width");
        }
        int numbers = head.startsWith("classify") || head.endsWith("sin-cos") ? 2 : 1;
        return net.then("Flatten", TinyNet.number("axis", 1))
                .with("Gather", numbers == 2 ? new long[] {0, 1} : new long[] {0}, TinyNet.number("axis", 1))
                .bytes("batch", numbers);
    }

    private static Pixels picture(boolean blackCorner) {
        Pixels picture = TrialPictures.picture(7, SIZE, 1);
        if (blackCorner) picture.bytes()[0] = 0;
        return picture;
    }

    @ParameterizedTest(name = "{1}, opset {0}")
    @MethodSource("everyHeadInEveryForm")
    void aPictureIsGivenNothingMadeOfNumbersThatItsHeadCannotTake(int opset, String head, List<Black> taken)
            throws Exception {
        for (Black black : Black.values()) {
            folderOf(head).write(folder, shaped(black.then(image(opset)), head));
            NetworkOptions options = NetworkOptions.of(Device.CPU, 4);
            try (Network wrapped = Network.load(folder, options);
                    Network plain = Network.loadPlain(folder, options);
                    var lane = wrapped.open();
                    var plainLane = plain.open()) {
                assertThat(wrapped.unwrapped()).isEmpty();
                assertThat(wrapped.unbatched()).isEmpty();
                List<Pixels> pictures = List.of(picture(false), picture(true), picture(false));
                if (taken.contains(black)) {
                    Agreement.check(lane.run(pictures), plainLane.run(pictures));
                } else {
                    for (var one : List.of(lane, plainLane)) {
                        assertThatThrownBy(() -> one.run(pictures))
                                .as("%s of %s", black, head)
                                .isInstanceOf(AcceleratorException.class)
                                .hasMessageContaining(" of its answer \"answer\" are NaN")
                                .hasMessageContaining("head " + head.split(" ")[1]);
                    }
                }
                Agreement.check(lane.run(List.of(picture(false))), plainLane.run(List.of(picture(false))));
            }
        }
    }

    @ParameterizedTest(name = "{1}, opset {0}")
    @MethodSource("everyHeadInEveryForm")
    void aNetworkThatAnswersNothingElseIsRefusedByItsName(int opset, String head, List<Black> taken) throws Exception {
        refusedWrappedAndPlain(head, shaped(image(opset).with("Mul", 0).with("Div", 0), head)); // NaN
        if (taken.isEmpty()) {
            refusedWrappedAndPlain(head, shaped(image(opset).with("Div", 0), head)); // infinity
        }
    }

    private void refusedWrappedAndPlain(String head, byte[] onnx) throws Exception {
        folderOf(head).write(folder, onnx);
        NetworkOptions options = NetworkOptions.of(Device.CPU, 2);
        assertThatThrownBy(() -> Network.load(folder, options).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll("model.onnx: model tiny cannot be used", "NaN", "of an ordinary picture");
        assertThatThrownBy(() -> Network.loadPlain(folder, options).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll("model.onnx: model tiny cannot be used", "NaN", "of an ordinary picture");
    }

    @Test
    void noClassWithAChanceIsNoAnswer() throws Exception {
        refusedWrappedAndPlain(
                "classify softmax", shaped(image(17).with("Div", 0).with("Mul", -1), "classify softmax"));
    }

    /** Each is finite, and what lies between them is not. */
    @Test
    void aMapThatCannotBeStretchedIsNoAnswer() throws Exception {
        refusedWrappedAndPlain("mask min-max", shaped(image(17).with("Sub", 128).with("Mul", 2.6e36f), "mask min-max"));
    }

    /** Casting to bytes would have made of it what it likes. */
    @Test
    void numbersBeyondAHeadsRangeAreItsEnds() throws Exception {
        folderOf("mask probability")
                .write(folder, shaped(image(17).with("Sub", 128).with("Mul", 2.6e36f), "mask"));
        try (Network network = Network.load(folder, NetworkOptions.of(Device.CPU, 1));
                Network plain = Network.loadPlain(folder, NetworkOptions.of(Device.CPU, 1));
                var lane = network.open();
                var plainLane = plain.open()) {
            List<Pixels> pictures = List.of(picture(false));
            Pixels map = ((Prediction.Alpha) lane.run(pictures).getFirst()).map();
            for (int p = 0; p < map.bytes().length; p++) {
                int pixel = Byte.toUnsignedInt(pictures.getFirst().bytes()[p]);
                assertThat(map.bytes()[p]).isEqualTo((byte) (pixel > 128 ? 255 : 0));
            }
            Agreement.check(lane.run(pictures), plainLane.run(pictures));
        }
    }

    @Test
    void onlyThePictureThatBreaksItIsToBlame() throws Exception {
        folderOf("mask probability").write(folder, shaped(Black.NAN.then(image(17)), "mask"));
        Network network = Network.load(folder, NetworkOptions.of(Device.CPU, 4));
        BatcherConfig config = new BatcherConfig(1, Duration.ZERO);
        try (var batcher = new Batcher<>(network, config, (name, size, capacity, ran) -> {})) {
            List<CompletableFuture<Outcome<Batched<Prediction>>>> ends = new ArrayList<>();
            for (int i = 0; i < 12; i++) ends.add(batcher.submit(picture(i % 4 == 2)));
            for (int i = 0; i < 12; i++) {
                var end = ends.get(i).join();
                if (i % 4 != 2) assertThat(end).as("picture " + i).isInstanceOf(Outcome.Done.class);
                else if (end instanceof Outcome.Failed<Batched<Prediction>>(Failure failure)) {
                    assertThat(failure).isInstanceOf(Failure.Poison.class);
                    assertThat(failure.message()).startsWith("model tiny fails on this image alone: 1 numbers of");
                } else throw new AssertionError(end);
            }
        }
    }

    /** All black, as photos may be: on such a picture alone this one divides by 0. */
    @Test
    void aNetworkThatCannotTakeBlackIsNotToBlameForIt() throws Exception {
        byte[] onnx = image(17)
                .then("GlobalMaxPool")
                .node("Div", "share", List.of("image", "t0"))
                .bytes("batch", 1, "height", "width");
        folderOf("mask probability").write(folder, onnx);
        Network network = Network.load(folder, NetworkOptions.of(Device.CPU, 1));
        BatcherConfig config = new BatcherConfig(1, Duration.ZERO);
        try (var batcher = new Batcher<>(network, config, (name, size, capacity, ran) -> {})) {
            assertThat(batcher.submit(Pixels.black(SIZE, 1)).join())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure()).isInstanceOf(Failure.Poison.class));
        }
    }
}
