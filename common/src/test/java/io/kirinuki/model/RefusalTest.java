package io.kirinuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.model.onnx.Onnx.AttributeProto;
import io.kirinuki.model.onnx.Onnx.FunctionProto;
import io.kirinuki.model.onnx.Onnx.GraphProto;
import io.kirinuki.model.onnx.Onnx.ModelProto;
import io.kirinuki.model.onnx.Onnx.NodeProto;
import io.kirinuki.model.onnx.Onnx.SparseTensorProto;
import io.kirinuki.model.onnx.Onnx.StringStringEntryProto;
import io.kirinuki.model.onnx.Onnx.TensorProto;
import io.kirinuki.model.onnx.Onnx.TrainingInfoProto;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a manifest says and the network does not do is named at load; what only the graph refuses, Java does. */
class RefusalTest {
    private static final TinyFolder MASK = new TinyFolder();

    @TempDir
    Path folder;

    private void refused(TinyFolder model, byte[] onnx, String... parts) throws Exception {
        model.write(folder, onnx);
        assertThatThrownBy(() ->
                        Network.load(folder, NetworkOptions.of(Device.CPU, 2)).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.onnx: ")
                .hasMessageContainingAll(parts);
    }

    @Test
    void inputsThatDifferAreNamedWithTheFieldAndWhatTheNetworkTakes() throws Exception {
        refused(MASK, net(1, 3, 32, 24), "input.height: the manifest says 16", "[1, 3, 32, 24]");
        refused(MASK, net("N", 3, 16, 48), "input.width: the manifest says 24", "[N, 3, 16, 48]");
        refused(MASK, net("N", 1, 16, 24), "input.colour: rgb has 3 channels", "[N, 1, 16, 24]");
        refused(MASK, net("N", 16, 24), "input.tensor", "[N, channels, height, width] expected");
        refused(
                new TinyFolder().input("multipleOf: 8", 3),
                net("N", 3, 16, 24),
                "input.multipleOf: 8 is for networks of any size",
                "set width and height");
        refused(
                MASK,
                TinyNet.maps(17, 3, 1).furtherInput("threshold").bytes("batch", 1, "height", "width"),
                "the network wants [image, threshold]");
    }

    private static byte[] net(Object... input) {
        return new TinyNet(17, input).then("Relu").bytes("a", "b", "c", "d");
    }

    /** The file leaves its shapes open, so that only the trial run can tell. */
    @Test
    void whatOnlyATrialRunTellsIsNamedAsWell() throws Exception {
        refused(
                MASK,
                new TinyNet(17, "N", "C", "H", "W").conv(4, 1, 1).bytes("N", 1, "H", "W"),
                "the network does not run as its manifest says");
        refused(
                MASK,
                TinyNet.maps(17, 3, 2).bytes("N", "C", "H", "W"),
                "output.tensor: [1, 1, height, width] expected",
                "found [1, 2, 16, 24]");
        refused(MASK, TinyNet.numbers(17, 3, 5).bytes("N", "K"), "output.tensor", "found [1, 5]");
        refused(
                new TinyFolder().task("mask", "argmax").classes("none", "cat", "dog"),
                TinyNet.maps(17, 3, 21).bytes("N", "C", "H", "W"),
                "output.classes: [1, 3, height, width], one plane for each of output.classes, expected",
                "found [1, 21, 16, 24]");
        refused(
                new TinyFolder().task("classify", "softmax").classes("cat", "dog"),
                TinyNet.numbers(17, 3, 1000).bytes("N", "K"),
                "output.classes: [1, 2], one number for each",
                "found [1, 1000]");
        refused(
                new TinyFolder().task("rotate", "sin-cos"),
                TinyNet.numbers(17, 3, 1).bytes("N", "K"),
                "output.head: [1, 2] expected",
                "head sin-cos",
                "found [1, 1]");
        refused(
                new TinyFolder().input("multipleOf: 8", 3),
                TinyNet.maps(17, 3, 1)
                        .then("MaxPool", TinyNet.numbers("kernel_shape", 2, 2), TinyNet.numbers("strides", 2, 2))
                        .bytes("N", 1, "H", "W"),
                "input.multipleOf: a map as large as the input",
                "found [1, 1, 32, 32]");
    }

    @Test
    void tensorsOfAnotherTypeAreRefused() throws Exception {
        byte[] doubles = TinyNet.maps(17, 3, 1)
                .then("Cast", TinyNet.number("to", TensorProto.DataType.DOUBLE_VALUE))
                .model(TensorProto.DataType.DOUBLE, "N", 1, "H", "W")
                .toByteArray();
        refused(MASK, doubles, "output.tensor: \"answer\" is of type double, float expected");
    }

    @Test
    void whatIsNoNetworkOrOnlyPartOfOneIsRefused() throws Exception {
        refused(MASK, new byte[] {1, 2, 3}, "not an ONNX file");
        ModelProto.Builder model =
                TinyNet.maps(17, 3, 1).model(TensorProto.DataType.FLOAT, "N", 1, "H", "W").toBuilder();
        model.getGraphBuilder().getInitializerBuilder(0).setDataLocation(TensorProto.DataLocation.EXTERNAL);
        refused(MASK, model.build().toByteArray(), "external data", "save it as one file");
    }

    /** A message that a file gives in two parts is one, for protobuf. */
    @Test
    void externalDataIsRefusedInALaterPartOfTheGraph() throws Exception {
        ModelProto whole = TinyNet.maps(17, 3, 1).model(TensorProto.DataType.FLOAT, "N", 1, "H", "W");
        ModelProto.Builder part = ModelProto.newBuilder();
        Hiding.CONSTANT.place.accept(
                part,
                TensorProto.newBuilder()
                        .setName("secret")
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .build());
        byte[] both = whole.toByteString().concat(part.build().toByteString()).toByteArray();
        refused(MASK, both, "external data: ", "\"secret\" in \"no file\"");
    }

    /** Where the runtime would read a file that nobody's digest covers. */
    @ParameterizedTest
    @EnumSource
    void externalDataIsRefusedWhereverItHides(Hiding hiding) throws Exception {
        TensorProto hidden = TensorProto.newBuilder()
                .setName("secret")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(1)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("../../etc/passwd"))
                .build();
        ModelProto.Builder model =
                TinyNet.maps(17, 3, 1).model(TensorProto.DataType.FLOAT, "N", 1, "H", "W").toBuilder();
        hiding.place.accept(model, hidden);
        refused(MASK, model.build().toByteArray(), "external data: ", "\"secret\" in \"../../etc/passwd\"");
    }

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes them
    enum Hiding {
        INITIALIZER((model, tensor) -> model.getGraphBuilder().addInitializer(tensor)),
        SPARSE_INITIALIZER((model, tensor) -> model.getGraphBuilder()
                .addSparseInitializer(SparseTensorProto.newBuilder().setValues(tensor))),
        SPARSE_INDICES((model, tensor) -> model.getGraphBuilder()
                .addSparseInitializer(SparseTensorProto.newBuilder().setIndices(tensor))),
        CONSTANT((model, tensor) -> model.getGraphBuilder()
                .addNode(node("Constant", attribute("value").setT(tensor)))),
        SPARSE_CONSTANT((model, tensor) -> model.getGraphBuilder()
                .addNode(node(
                        "Constant",
                        attribute("sparse_value")
                                .setSparseTensor(SparseTensorProto.newBuilder().setValues(tensor))))),
        LIST_OF_TENSORS((model, tensor) -> model.getGraphBuilder()
                .addNode(node("Custom", attribute("values").addTensors(tensor)))),
        BRANCH_OF_IF((model, tensor) -> model.getGraphBuilder()
                .addNode(node(
                        "If",
                        attribute("then_branch").setG(GraphProto.newBuilder().addInitializer(tensor))))),
        LOOP_IN_SCAN((model, tensor) -> model.getGraphBuilder()
                .addNode(node(
                        "Scan",
                        attribute("body")
                                .setG(GraphProto.newBuilder()
                                        .addNode(node(
                                                "Loop",
                                                attribute("body")
                                                        .setG(GraphProto.newBuilder()
                                                                .addNode(node(
                                                                        "Constant",
                                                                        attribute("value")
                                                                                .setT(tensor)))))))))),
        LIST_OF_GRAPHS((model, tensor) -> model.getGraphBuilder()
                .addNode(node(
                        "Custom",
                        attribute("bodies").addGraphs(GraphProto.newBuilder().addInitializer(tensor))))),
        FUNCTION((model, tensor) -> model.addFunctions(FunctionProto.newBuilder()
                .setName("hidden")
                .addNode(node("Constant", attribute("value").setT(tensor))))),
        DEFAULT_OF_FUNCTION((model, tensor) -> model.addFunctions(FunctionProto.newBuilder()
                .setName("hidden")
                .addAttributeProto(attribute("value").setT(tensor)))),
        TRAINING((model, tensor) -> model.addTrainingInfo(TrainingInfoProto.newBuilder()
                .setAlgorithm(GraphProto.newBuilder().addInitializer(tensor)))),
        TRAINING_START((model, tensor) -> model.addTrainingInfo(TrainingInfoProto.newBuilder()
                .setInitialization(GraphProto.newBuilder().addInitializer(tensor))));

        private final BiConsumer<ModelProto.Builder, TensorProto> place;

        Hiding(BiConsumer<ModelProto.Builder, TensorProto> place) {
            this.place = place;
        }

        private static NodeProto.Builder node(String operator, AttributeProto.Builder attribute) {
            return NodeProto.newBuilder()
                    .setOpType(operator)
                    .addOutput("hidden")
                    .addAttribute(attribute);
        }

        private static AttributeProto.Builder attribute(String name) {
            return AttributeProto.newBuilder().setName(name);
        }
    }

    @Test
    void aMapMayBeSmallerThanThePictureWhereItsSizeIsFixed() throws Exception {
        byte[] onnx = TinyNet.maps(17, 3, 1)
                .then("Sigmoid")
                .then("MaxPool", TinyNet.numbers("kernel_shape", 2, 2), TinyNet.numbers("strides", 2, 2))
                .bytes("N", 1, "h", "w");
        assertWrappedAgreesWithPlain(MASK, onnx, true);
    }

    @Test
    void aMapMayLackTheDimensionOfChannels() throws Exception {
        byte[] onnx = TinyNet.maps(17, 3, 1)
                .then("Sigmoid")
                .with("Squeeze", new long[] {1})
                .bytes("N", "h", "w");
        assertWrappedAgreesWithPlain(MASK, onnx, true);
    }

    @Test
    void anOpsetTooOldIsServedByPlainJava() throws Exception {
        byte[] onnx = TinyNet.maps(8, 3, 1).then("Sigmoid").bytes("N", 1, "H", "W");
        assertWrappedAgreesWithPlain(MASK, onnx, false);
        byte[] newer = TinyNet.maps(9, 3, 1).then("Sigmoid").bytes("N", 1, "H", "W");
        Prediction old = one(onnx);
        Agreement.check(one(newer), old);
    }

    private Prediction one(byte[] onnx) throws Exception {
        MASK.write(folder, onnx);
        try (Network network = Network.load(folder, NetworkOptions.of(Device.CPU, 2));
                var lane = network.open()) {
            return lane.run(List.of(TrialPictures.picture(7, new PixelSize(24, 16), 3)))
                    .getFirst();
        }
    }

    /** Two nodes of one name: the runtime refuses the graph. */
    @Test
    void aGraphThatRefusesToBeWrappedIsServedByPlainJava() throws Exception {
        TinyNet net = TinyNet.maps(17, 3, 1);
        byte[] onnx = net.node("Sigmoid", "kirinuki_in_0", List.of(net.last())).bytes("N", 1, "H", "W");
        assertWrappedAgreesWithPlain(MASK, onnx, false);
    }

    /** Files of that age list weights among the inputs. */
    @Test
    void aNetworkOfIrVersionThreeIsWrapped() throws Exception {
        ModelProto model = TinyNet.maps(9, 3, 1).then("Sigmoid").model(TensorProto.DataType.FLOAT, "N", 1, "H", "W");
        ModelProto.Builder old = model.toBuilder().setIrVersion(3);
        for (TensorProto weights : model.getGraph().getInitializerList()) {
            var input = old.getGraphBuilder().addInputBuilder().setName(weights.getName());
            var type = input.getTypeBuilder().getTensorTypeBuilder().setElemType(weights.getDataType());
            for (long side : weights.getDimsList())
                type.getShapeBuilder().addDimBuilder().setDimValue(side);
        }
        assertWrappedAgreesWithPlain(MASK, old.build().toByteArray(), true);
    }

    private void assertWrappedAgreesWithPlain(TinyFolder model, byte[] onnx, boolean wrapped) throws Exception {
        model.write(folder, onnx);
        NetworkOptions options = NetworkOptions.of(Device.CPU, 4);
        List<Pixels> pictures = List.of(
                TrialPictures.picture(7, new PixelSize(24, 16), 3), TrialPictures.picture(8, new PixelSize(24, 16), 3));
        try (Network network = Network.load(folder, options);
                Network plain = Network.loadPlain(folder, options);
                var lane = network.open();
                var plainLane = plain.open()) {
            assertThat(network.unwrapped().isEmpty()).isEqualTo(wrapped);
            assertThat(network.unbatched()).isEmpty();
            Agreement.check(lane.run(pictures), plainLane.run(pictures));
        }
    }
}
