package io.kirinuki.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kirinuki.image.PixelSize;
import io.kirinuki.model.onnx.Onnx.AttributeProto;
import io.kirinuki.model.onnx.Onnx.GraphProto;
import io.kirinuki.model.onnx.Onnx.ModelProto;
import io.kirinuki.model.onnx.Onnx.NodeProto;
import io.kirinuki.model.onnx.Onnx.TensorProto;
import io.kirinuki.model.onnx.Onnx.TensorShapeProto;
import io.kirinuki.model.onnx.Onnx.TypeProto;
import io.kirinuki.model.onnx.Onnx.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts normalisation in front of a mask network and its head behind it, so that uint8 pixels [N, H, W, 3] go in and
 * uint8 alpha [N, 1, H, W] comes out: a quarter of the bytes across the bus, and no loop over pixels in Java.
 *
 * <p>(x / 255 - mean) / std is written as x * scale + bias with scale = 1 / (255 std) and bias = -mean / std.
 */
final class GraphSurgery {
    static final String INPUT = "kirinuki_pixels";
    static final String OUTPUT = "kirinuki_alpha";

    private static final int UINT8 = TensorProto.DataType.UINT8_VALUE;
    private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;

    private GraphSurgery() {}

    static byte[] wrap(byte[] onnx, ModelManifest manifest) throws ModelException {
        ModelProto model;
        try {
            model = ModelProto.parseFrom(onnx);
        } catch (InvalidProtocolBufferException e) {
            throw new ModelException(manifest.file() + ": not an ONNX file: " + e.getMessage(), e);
        }
        GraphProto graph = model.getGraph();
        InputRule input = manifest.input();
        requireTensor(graph.getInputList(), input.tensor(), "input.tensor", manifest);
        requireTensor(graph.getOutputList(), manifest.output().tensor(), "output.tensor", manifest);

        List<NodeProto> nodes = new ArrayList<>();
        // Transposed while it is still uint8: a quarter of the bytes to move.
        nodes.add(node("Transpose", "kirinuki_chw", List.of(INPUT), ints("perm", 0, 3, 1, 2)));
        nodes.add(node("Cast", "kirinuki_float", List.of("kirinuki_chw"), number("to", FLOAT)));
        nodes.add(node("Mul", "kirinuki_scaled", List.of("kirinuki_float", "kirinuki_scale")));
        nodes.add(node("Add", input.tensor(), List.of("kirinuki_scaled", "kirinuki_bias")));
        nodes.addAll(graph.getNodeList());
        String alpha = manifest.output().tensor();
        if (manifest.output().head() == OutputRule.Head.SIGMOID) {
            nodes.add(node("Sigmoid", "kirinuki_sigmoid", List.of(alpha)));
            alpha = "kirinuki_sigmoid";
        }
        nodes.add(node("Mul", "kirinuki_255ths", List.of(alpha, "kirinuki_255")));
        nodes.add(node("Round", "kirinuki_rounded", List.of("kirinuki_255ths")));
        nodes.add(node("Clip", "kirinuki_clipped", List.of("kirinuki_rounded", "kirinuki_0", "kirinuki_255")));
        nodes.add(node("Cast", OUTPUT, List.of("kirinuki_clipped"), number("to", UINT8)));

        float[] scale = new float[3];
        float[] bias = new float[3];
        for (int c = 0; c < 3; c++) {
            scale[c] = 1f / (255f * input.std().get(c));
            bias[c] = -input.mean().get(c) / input.std().get(c);
        }
        PixelSize size = input.framing().window(new PixelSize(1, 1));
        String height = Integer.toString(size.height());
        String width = Integer.toString(size.width());
        return model.toBuilder()
                .setGraph(graph.toBuilder()
                        .clearNode()
                        .addAllNode(nodes)
                        .addInitializer(floats("kirinuki_scale", List.of(1L, 3L, 1L, 1L), scale))
                        .addInitializer(floats("kirinuki_bias", List.of(1L, 3L, 1L, 1L), bias))
                        .addInitializer(floats("kirinuki_0", List.of(), 0f))
                        .addInitializer(floats("kirinuki_255", List.of(), 255f))
                        .clearInput()
                        .addInput(value(INPUT, UINT8, "N", height, width, "3"))
                        .clearOutput()
                        .addOutput(value(OUTPUT, UINT8, "N", "1", height, width)))
                .build()
                .toByteArray();
    }

    private static void requireTensor(List<ValueInfoProto> there, String name, String field, ModelManifest manifest)
            throws ModelException {
        List<String> names = there.stream().map(ValueInfoProto::getName).toList();
        if (!names.contains(name)) {
            throw new ModelException("%s: the manifest's %s is \"%s\", but the network has %s"
                    .formatted(manifest.file(), field, name, names));
        }
    }

    private static NodeProto node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName("kirinuki/" + output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(Arrays.asList(attributes))
                .build();
    }

    private static AttributeProto ints(String name, long... values) {
        var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) attribute.addInts(value);
        return attribute.build();
    }

    private static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static TensorProto floats(String name, List<Long> shape, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) raw.putFloat(value);
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(FLOAT)
                .addAllDims(shape)
                .setRawData(ByteString.copyFrom(raw.flip()))
                .build();
    }

    private static ValueInfoProto value(String name, int type, String... dimensions) {
        var shape = TensorShapeProto.newBuilder();
        for (String dimension : dimensions) {
            var one = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(
                    Character.isDigit(dimension.charAt(0))
                            ? one.setDimValue(Long.parseLong(dimension))
                            : one.setDimParam(dimension));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
                .build();
    }
}
