package io.kirinuki.model;

import com.google.protobuf.ByteString;
import io.kirinuki.model.onnx.Onnx.AttributeProto;
import io.kirinuki.model.onnx.Onnx.NodeProto;
import io.kirinuki.model.onnx.Onnx.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * ONNX nodes to be added to a network, in the operators' forms of its own opset; 9 at least. Each method adds a node
 * and gives the name of the tensor that comes out.
 *
 * <p>Constants are nodes and not initializers: networks of IR version 3 demand initializers among the inputs.
 */
final class Nodes {
    /** {@code Where} came with it; all others used here are older or written by opset. */
    static final int LEAST_OPSET = 9;

    private static final String PREFIX = "kirinuki_";

    private final long opset;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final String part;

    /** @param part makes names of several lists differ */
    Nodes(long opset, String part) {
        this.opset = opset;
        this.part = part;
    }

    List<NodeProto> list() {
        return nodes;
    }

    String add(String operator, List<String> inputs, AttributeProto... attributes) {
        return named(PREFIX + part + nodes.size(), operator, inputs, attributes);
    }

    String named(String output, String operator, List<String> inputs, AttributeProto... attributes) {
        nodes.add(NodeProto.newBuilder()
                .setOpType(operator)
                .setName("kirinuki/" + output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes))
                .build());
        return output;
    }

    String add(String operator, String input, AttributeProto... attributes) {
        return add(operator, List.of(input), attributes);
    }

    String add(String operator, String left, float right) {
        return add(operator, List.of(left, constant(List.of(), right)));
    }

    String add(String operator, float left, String right) {
        return add(operator, List.of(constant(List.of(), left), right));
    }

    String constant(List<Long> shape, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) raw.putFloat(value);
        return constant(TensorProto.DataType.FLOAT, shape, raw);
    }

    private String integers(long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) raw.putLong(value);
        return constant(TensorProto.DataType.INT64, List.of((long) values.length), raw);
    }

    private String constant(TensorProto.DataType type, List<Long> shape, ByteBuffer raw) {
        TensorProto tensor = TensorProto.newBuilder()
                .setDataType(type.getNumber())
                .addAllDims(shape)
                .setRawData(ByteString.copyFrom(raw.flip()))
                .build();
        return add(
                "Constant",
                List.of(),
                AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeProto.AttributeType.TENSOR)
                        .setT(tensor)
                        .build());
    }

    String cast(String input, TensorProto.DataType type) {
        return add("Cast", input, number("to", type.getNumber()));
    }

    /** [N, ...] becomes [N, all the rest]. */
    String flattened(String input) {
        return add("Flatten", input, number("axis", 1));
    }

    /** Those indices of axis 1, in that order. */
    String gathered(String input, long... indices) {
        return add("Gather", List.of(input, integers(indices)), number("axis", 1));
    }

    /** Limits are attributes up to opset 10, inputs from 11 on. */
    String clipped(String input, float least, float most) {
        if (opset < 11) return add("Clip", input, real("min", least), real("max", most));
        return add("Clip", List.of(input, constant(List.of(), least), constant(List.of(), most)));
    }

    /**
     * {@code ReduceMax}, {@code ReduceMin} or {@code ReduceSum}, axes kept as 1: axes are an attribute up to opset 17, an
     * input from 18 on; of the sum up to 12, and from 13 on.
     */
    String reduced(String operator, String input, long... axes) {
        if (opset < (operator.equals("ReduceSum") ? 13 : 18))
            return add(operator, input, numbers("axes", axes), number("keepdims", 1));
        return add(operator, List.of(input, integers(axes)), number("keepdims", 1));
    }

    static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto numbers(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(LongStream.of(values).boxed().toList())
                .build();
    }

    private static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }
}
