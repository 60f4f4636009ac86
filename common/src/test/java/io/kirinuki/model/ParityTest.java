package io.kirinuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs with rules and heads inside say what plain Java says around the same network. */
class ParityTest {
    private static final List<String> RULES = List.of(
            "rgb 1/255",
            "rgb image-maximum",
            "rgb none",
            "bgr 1/255",
            "bgr image-maximum",
            "bgr none",
            "grey 1/255",
            "grey image-maximum",
            "grey none",
            "rgb-trimap 1/255",
            "rgb-trimap none");
    private static final List<String> HEADS = List.of(
            "mask probability",
            "mask sigmoid",
            "mask min-max",
            "mask argmax",
            "classify softmax",
            "classify probability",
            "rotate softsign-180",
            "rotate tanh-180",
            "rotate sigmoid-360",
            "rotate sin-cos",
            "rotate degrees");
    private static final List<String> MATTING = List.of("matte probability", "matte sigmoid", "matte min-max");

    @TempDir
    Path folder;

    static List<Arguments> everyRuleAndHead() {
        List<Arguments> all = new ArrayList<>();
        for (String rule : RULES) {
            for (String head : rule.startsWith("rgb-trimap") ? MATTING : HEADS) all.add(Arguments.of(17, rule, head));
        }
        return all;
    }

    /** Both sides of every change of form: 11 and 18; and what came before and after. */
    static List<Arguments> everyHeadInEveryForm() {
        List<Arguments> all = new ArrayList<>();
        for (int opset : new int[] {9, 10, 11, 13, 18, 21}) {
            for (String head : HEADS) all.add(Arguments.of(opset, "bgr image-maximum", head));
        }
        return all;
    }

    @ParameterizedTest(name = "{2} of {1}, opset {0}")
    @MethodSource({"everyRuleAndHead", "everyHeadInEveryForm"})
    void theGraphSaysWhatPlainJavaSays(int opset, String rule, String head) throws Exception {
        String colour = rule.split(" ")[0];
        String scale = rule.split(" ")[1];
        int channels = InputRule.Colour.valueOf(colour.toUpperCase(Locale.ROOT).replace('-', '_'))
                .channels();
        TinyFolder model =
                folderOf(head).input("width: 24; height: 16; colour: %s; scale: %s".formatted(colour, scale), channels);
        if (scale.equals("none")) model.normalised("110", "60");
        model.write(folder, net(opset, channels, head));
        List<Pixels> pictures = IntStream.range(0, 3)
                .mapToObj(i -> TrialPictures.picture(10 + i, new PixelSize(24, 16), channels))
                .toList();
        NetworkOptions options = NetworkOptions.of(Device.CPU, 4);
        try (Network wrapped = Network.load(folder, options);
                Network plain = Network.loadPlain(folder, options);
                var wrappedLane = wrapped.open();
                var plainLane = plain.open()) {
            assertThat(wrapped.unwrapped()).isEmpty();
            assertThat(plain.unwrapped()).isPresent();
            List<Prediction> expected = new ArrayList<>();
            for (Pixels picture : pictures) expected.addAll(plainLane.run(List.of(picture)));
            isNoTrifle(expected);
            Agreement.check(wrappedLane.run(pictures), expected);
            Agreement.check(plainLane.run(pictures), expected);
        }
    }

    private static TinyFolder folderOf(String head) {
        TinyFolder model = new TinyFolder().task(head.split(" ")[0], head.split(" ")[1]);
        if (head.startsWith("classify") || head.endsWith("argmax")) model.classes("none", "cat", "dog", "tree", "car");
        return model;
    }

    private static byte[] net(int opset, int channels, String head) {
        return switch (head) {
            case "mask probability", "matte probability" ->
                TinyNet.maps(opset, channels, 1).then("Sigmoid").bytes("batch", 1, "height", "width");
            case "mask argmax" -> TinyNet.maps(opset, channels, 5).bytes("batch", 5, "height", "width");
            case "classify probability" ->
                TinyNet.numbers(opset, channels, 5)
                        .then("Softmax", TinyNet.number("axis", 1))
                        .bytes("batch", 5);
            case "classify softmax" -> TinyNet.numbers(opset, channels, 5).bytes("batch", 5);
            case "rotate sin-cos" -> TinyNet.numbers(opset, channels, 2).bytes("batch", 2);
            case "rotate degrees" ->
                TinyNet.numbers(opset, channels, 1).with("Mul", 100).bytes("batch", 1);
            default ->
                head.startsWith("rotate")
                        ? TinyNet.numbers(opset, channels, 1).bytes("batch", 1)
                        : TinyNet.maps(opset, channels, 1).bytes("batch", 1, "height", "width");
        };
    }

    /** A test of maps that are all 0 would prove nothing. */
    private static void isNoTrifle(List<Prediction> predictions) {
        assertThat(new HashSet<>(predictions)).hasSameSizeAs(predictions);
        for (Prediction prediction : predictions) {
            if (prediction instanceof Prediction.Alpha alpha) {
                assertThat(values(alpha.map())).hasSizeGreaterThan(30);
            } else if (prediction instanceof Prediction.ClassMap classes) {
                assertThat(values(classes.map())).hasSizeGreaterThan(2);
            }
        }
    }

    private static Set<Byte> values(Pixels map) {
        Set<Byte> values = new HashSet<>();
        for (byte value : map.bytes()) values.add(value);
        return values;
    }

    /** Its first two pixels less 128 are sine and cosine. */
    private Network pixelsAsSinCos() throws Exception {
        byte[] onnx = new TinyNet(13, "batch", 1, "height", "width")
                .then("Flatten", TinyNet.number("axis", 1))
                .with("Gather", new long[] {0, 1}, TinyNet.number("axis", 1))
                .bytes("batch", 2);
        new TinyFolder()
                .task("rotate", "sin-cos")
                .input("width: 8; height: 8; colour: grey; scale: none", 1)
                .normalised("128", "1")
                .write(folder, onnx);
        return Network.load(folder, NetworkOptions.of(Device.CPU, 1));
    }

    @Test
    void anglesAreRightInEveryDirectionAndWhereThereIsNone() throws Exception {
        try (Network network = pixelsAsSinCos();
                var lane = network.open()) {
            int[] sides = {-128, -127, -100, -57, -3, -2, -1, 0, 1, 2, 3, 41, 99, 126, 127};
            for (int sin : sides) {
                for (int cos : sides) {
                    byte[] bytes = new byte[64];
                    bytes[0] = (byte) (sin + 128);
                    bytes[1] = (byte) (cos + 128);
                    Pixels pixels = new Pixels(bytes, new PixelSize(8, 8), 1);
                    float degrees =
                            ((Prediction.Angle) lane.run(List.of(pixels)).getFirst()).degrees();
                    double expected = Math.toDegrees(Math.atan2(sin, cos));
                    assertThat(degrees).isBetween(-180f, 180f);
                    assertThat(Math.IEEEremainder(degrees - expected, 360))
                            .as("atan2(%d, %d) = %f", sin, cos, degrees)
                            .isCloseTo(0, within(3e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"190, -170", "-181, 179", "360, 0", "540, 180", "-90, -90", "180, 180", "179.99, 179.99"})
    void anAngleIsTheShorterTurn(float degrees, float expected) {
        assertThat(Math.abs(new Prediction.Angle(degrees).degrees())).isCloseTo(Math.abs(expected), within(1e-3f));
        if (Math.abs(expected) < 180) {
            assertThat(new Prediction.Angle(degrees).degrees()).isCloseTo(expected, within(1e-3f));
        }
    }

    @Test
    void aMapThatIsTheSameEverywhereHasNoForeground() throws IOException, Exception {
        byte[] onnx = TinyNet.maps(17, 3, 1).with("Mul", 0).with("Add", 3).bytes("batch", 1, "height", "width");
        new TinyFolder().task("mask", "min-max").write(folder, onnx);
        assertAllZero(Pixels.black(new PixelSize(24, 16), 3));
    }

    @Test
    void aPictureThatIsAllBlackIsDividedByNoZero() throws Exception {
        byte[] onnx = TinyNet.maps(17, 3, 1).then("Abs").with("Mul", 1e9f).bytes("batch", 1, "height", "width");
        new TinyFolder()
                .input("width: 24; height: 16; scale: image-maximum", 3)
                .normalised("0", "1")
                .write(folder, onnx);
        Pixels black = Pixels.black(new PixelSize(24, 16), 3);
        for (Network network : List.of(
                Network.load(folder, NetworkOptions.of(Device.CPU, 1)),
                Network.loadPlain(folder, NetworkOptions.of(Device.CPU, 1)))) {
            try (network;
                    var lane = network.open()) {
                // Only the bias is left, which is not 0: NaN would have become 0.
                assertThat(values(((Prediction.Alpha) lane.run(List.of(black)).getFirst()).map()))
                        .containsExactly((byte) 255);
            }
        }
    }

    private void assertAllZero(Pixels picture) throws Exception {
        for (Network network : List.of(
                Network.load(folder, NetworkOptions.of(Device.CPU, 1)),
                Network.loadPlain(folder, NetworkOptions.of(Device.CPU, 1)))) {
            try (network;
                    var lane = network.open()) {
                assertThat(values(((Prediction.Alpha) lane.run(List.of(picture)).getFirst()).map()))
                        .containsExactly((byte) 0);
            }
        }
    }

    /** (x / 255 - mean) / std of a trimap is what 1/255 gives: 128 becomes 0.502, as training with "trimap / 255" had it. */
    @Test
    void theTrimapIsScaledAsTheColoursAre() throws Exception {
        byte[] onnx = new TinyNet(13, "batch", 4, "height", "width")
                .with("Gather", new long[] {3}, TinyNet.number("axis", 1))
                .bytes("batch", 1, "height", "width");
        new TinyFolder()
                .task("matte", "probability")
                .input("multipleOf: 8; colour: rgb-trimap", 4)
                .normalised("0", "1")
                .write(folder, onnx);
        PixelSize size = new PixelSize(16, 8);
        Pixels picture = TrialPictures.picture(0, size, 4);
        try (Network network = Network.load(folder, NetworkOptions.of(Device.CPU, 1));
                var lane = network.open()) {
            Pixels alpha = ((Prediction.Alpha) lane.run(List.of(picture)).getFirst()).map();
            assertThat(values(alpha)).containsExactlyInAnyOrder((byte) 0, (byte) 128, (byte) 255);
            for (int p = 0; p < alpha.bytes().length; p++) {
                assertThat(alpha.bytes()[p]).isEqualTo(picture.bytes()[4 * p + 3]);
            }
        }
    }
}
