package io.kirinuki.model;

import com.google.protobuf.ByteString;
import io.kirinuki.model.onnx.Onnx.AttributeProto;
import io.kirinuki.model.onnx.Onnx.GraphProto;
import io.kirinuki.model.onnx.Onnx.ModelProto;
import io.kirinuki.model.onnx.Onnx.NodeProto;
import io.kirinuki.model.onnx.Onnx.OperatorSetIdProto;
import io.kirinuki.model.onnx.Onnx.TensorProto;
import io.kirinuki.model.onnx.Onnx.TensorProto.DataType;
import io.kirinuki.model.onnx.Onnx.TensorShapeProto;
import io.kirinuki.model.onnx.Onnx.TypeProto;
import io.kirinuki.model.onnx.Onnx.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/** Small ONNX networks with seeded weights, written node by node: {@code image} in, {@code answer} out. */
final class TinyNet {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
    private final long opset;
    private final Random random = new Random(1);
    private String last = "image";
    private int made;

    /** @param dimensions numbers, or names of dimensions that are free */
    TinyNet(long opset, Object... dimensions) {
        this.opset = opset;
        graph.addInput(value("image", DataType.FLOAT, dimensions));
    }

    /** A map of each of some planes, as large as the picture. */
    static TinyNet maps(long opset, int channels, int planes) {
        return new TinyNet(opset, "batch", channels, "height", "width").conv(channels, planes, .25);
    }

    /** Some numbers a picture. */
    static TinyNet numbers(long opset, int channels, int count) {
        return new TinyNet(opset, "batch", channels, "height", "width")
                .conv(channels, 8, .4)
                .then("Relu")
                .then("GlobalAveragePool")
                .then("Flatten", number("axis", 1))
                .product(8, count);
    }

    TinyNet conv(int channels, int planes, double spread) {
        String weights = weights(spread, planes, channels, 3, 3);
        String bias = weights(spread, planes);
        return node("Conv", List.of(last, weights, bias), numbers("pads", 1, 1, 1, 1), numbers("kernel_shape", 3, 3));
    }

    private TinyNet product(int from, int to) {
        return node("MatMul", List.of(last, weights(2, from, to)));
    }

    TinyNet then(String operator, AttributeProto... attributes) {
        return node(operator, List.of(last), attributes);
    }

    /** With a constant on the right. */
    TinyNet with(String operator, float value) {
        return node(operator, List.of(last, floats(new float[] {value})));
    }

    /** With indices or a shape on the right. */
    TinyNet with(String operator, long[] values, AttributeProto... attributes) {
        return node(operator, List.of(last, longs(values)), attributes);
    }

    /** With what came out of the node before last. */
    TinyNet withPrevious(String operator) {
        int count = graph.getNodeCount();
        return node(operator, List.of(graph.getNode(count - 2).getOutput(0), last));
    }

    private TinyNet node(String operator, List<String> inputs, AttributeProto... attributes) {
        return node(operator, "t" + made++, inputs, attributes);
    }

    TinyNet node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        last = output;
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return this;
    }

    String last() {
        return last;
    }

    private String weights(double spread, long... shape) {
        int count = 1;
        for (long side : shape) count *= (int) side;
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float) (spread * random.nextGaussian());
        return floats(values, shape);
    }

    private String floats(float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) raw.putFloat(value);
        return initializer(DataType.FLOAT, raw, shape);
    }

    private String longs(long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) raw.putLong(value);
        return initializer(DataType.INT64, raw, values.length);
    }

    private String initializer(DataType type, ByteBuffer raw, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName("w" + made++)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(raw.flip()));
        for (long side : shape) tensor.addDims(side);
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    /** What came out last has that shape, so the file says. */
    TinyNet shaped(Object... dimensions) {
        graph.addValueInfo(value(last, DataType.FLOAT, dimensions));
        return this;
    }

    TinyNet furtherInput(String name) {
        graph.addInput(value(name, DataType.FLOAT, 1));
        return this;
    }

    /** The file; its output says those dimensions. */
    byte[] bytes(Object... dimensions) {
        return model(DataType.FLOAT, dimensions).toByteArray();
    }

    ModelProto model(DataType type, Object... dimensions) {
        return ModelProto.newBuilder()
                .setIrVersion(opset >= 21 ? 10 : 8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
                .setGraph(graph.clone()
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Identity")
                                .addInput(last)
                                .addOutput("answer"))
                        .addOutput(value("answer", type, dimensions)))
                .build();
    }

    private static ValueInfoProto value(String name, DataType type, Object... dimensions) {
        var shape = TensorShapeProto.newBuilder();
        for (Object dimension : dimensions) {
            var one = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(dimension instanceof Integer n ? one.setDimValue(n) : one.setDimParam((String) dimension));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }

    static AttributeProto number(String name, long value) {
        return Nodes.number(name, value);
    }

    static AttributeProto numbers(String name, long... values) {
        return Nodes.numbers(name, values);
    }
}
