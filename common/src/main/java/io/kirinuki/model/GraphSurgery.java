package io.kirinuki.model;

import io.kirinuki.image.PixelSize;
import io.kirinuki.model.onnx.Onnx.GraphProto;
import io.kirinuki.model.onnx.Onnx.ModelProto;
import io.kirinuki.model.onnx.Onnx.OperatorSetIdProto;
import io.kirinuki.model.onnx.Onnx.TensorProto.DataType;
import io.kirinuki.model.onnx.Onnx.TensorShapeProto;
import io.kirinuki.model.onnx.Onnx.TypeProto;
import io.kirinuki.model.onnx.Onnx.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a network's input rule in front of it and its head behind it, so that bytes go in and bytes or a few numbers
 * come out: a quarter of the bytes across the bus or less, and no loop over pixels in Java.
 *
 * <p>In: uint8 [N, height, width, channels], colours as red, green, blue. Out: [N, k], uint8 of maps (k = height x width),
 * float32 of probabilities (k = classes) and angles in degrees (k = 1); how many numbers of each picture the head cannot
 * take, float32 [N, 1], for a byte cannot be NaN; and the shape of what the network gave, int64.
 * N is free, whatever the network says: whether that works is for {@link BatchProof} to find out.
 *
 * <p>{@link PlainRule} says the same in Java.
 */
final class GraphSurgery {
    static final String INPUT = "kirinuki_pixels";
    static final String OUTPUT = "kirinuki_prediction";
    static final String UNSOUND = "kirinuki_unsound";
    static final String RAW_SHAPE = "kirinuki_raw_shape";

    private final ModelManifest manifest;
    private final Nodes before;
    private final Nodes after;
    private final List<String> unsound = new ArrayList<>();

    private GraphSurgery(ModelManifest manifest, long opset) {
        this.manifest = manifest;
        this.before = new Nodes(opset, "in_");
        this.after = new Nodes(opset, "out_");
    }

    /** Why this network cannot be wrapped; empty where it can be tried. */
    static Optional<String> refusal(ModelProto model) {
        long opset = opset(model);
        return opset >= Nodes.LEAST_OPSET
                ? Optional.empty()
                : Optional.of("its opset is %d, below %d".formatted(opset, Nodes.LEAST_OPSET));
    }

    private static long opset(ModelProto model) {
        return model.getOpsetImportList().stream()
                .filter(domain ->
                        domain.getDomain().isEmpty() || domain.getDomain().equals("ai.onnx"))
                .mapToLong(OperatorSetIdProto::getVersion)
                .findFirst()
                .orElse(0);
    }

    /** Of a model whose tensors have been found to be there. */
    static ModelProto wrap(ModelProto model, ModelManifest manifest) {
        GraphSurgery surgery = new GraphSurgery(manifest, opset(model));
        surgery.normalise();
        surgery.predict();
        GraphProto graph = model.getGraph();
        String tensor = manifest.input().tensor();
        PixelSize one = new PixelSize(1, 1);
        boolean anySize = manifest.input().framing() instanceof Framing.AnySize;
        PixelSize size = manifest.input().framing().window(one);
        DataType type = OutputTensor.of(manifest).isMap() ? DataType.UINT8 : DataType.FLOAT;
        return model.toBuilder()
                .setGraph(graph.toBuilder()
                        .clearNode()
                        .addAllNode(surgery.before.list())
                        .addAllNode(graph.getNodeList())
                        .addAllNode(surgery.after.list())
                        .clearValueInfo() // may hold the batch size that is no longer fixed
                        .clearInput()
                        .addInput(value(
                                INPUT,
                                DataType.UINT8,
                                "N",
                                anySize ? "H" : String.valueOf(size.height()),
                                anySize ? "W" : String.valueOf(size.width()),
                                String.valueOf(manifest.input().colour().channels())))
                        .addAllInput(graph.getInputList().stream()
                                .filter(input -> !input.getName().equals(tensor))
                                .toList()) // weights, which networks of IR version 3 list here
                        .clearOutput()
                        .addOutput(value(OUTPUT, type, "N", "K"))
                        .addOutput(value(UNSOUND, DataType.FLOAT, "N", "1"))
                        .addOutput(value(RAW_SHAPE, DataType.INT64, "R")))
                .build();
    }

    /** A digest of the wrapped graph that needs only the file's, and not all its weights once more. */
    static String identity(ModelProto model, ModelManifest manifest, String sha256) {
        ModelProto emptied =
                model.toBuilder().setGraph(GraphProto.getDefaultInstance()).build();
        ByteBuffer added = OnnxFile.written(wrap(emptied, manifest));
        ByteBuffer file = ByteBuffer.wrap(sha256.getBytes(StandardCharsets.UTF_8));
        return OnnxFile.sha256(ByteBuffer.allocate(file.remaining() + added.remaining())
                .put(file)
                .put(added)
                .flip());
    }

    private void normalise() {
        InputRule rule = manifest.input();
        // Transposed and swapped while still bytes: a quarter to move.
        String planes = before.add("Transpose", INPUT, Nodes.numbers("perm", 0, 3, 1, 2));
        if (rule.colour() == InputRule.Colour.BGR) planes = before.gathered(planes, 2, 1, 0);
        String pixels = before.cast(planes, DataType.FLOAT);
        if (rule.scale() == InputRule.Scale.BY_IMAGE_MAXIMUM) {
            String maximum = before.reduced("ReduceMax", pixels, 1, 2, 3);
            pixels = before.add("Div", List.of(pixels, before.add("Max", maximum, PlainRule.LEAST_MAXIMUM)));
        }
        // (x / s - mean) / std as x * scale + bias: one pass less over the pixels.
        int channels = rule.colour().channels();
        double divisor = rule.scale() == InputRule.Scale.BY_255 ? 255 : 1;
        float[] scale = new float[channels];
        float[] bias = new float[channels];
        for (int c = 0; c < channels; c++) {
            scale[c] = (float) (1 / (divisor * rule.std().get(c)));
            bias[c] = -rule.mean().get(c) / rule.std().get(c);
        }
        List<Long> shape = List.of(1L, (long) channels, 1L, 1L);
        String scaled = before.add("Mul", List.of(pixels, before.constant(shape, scale)));
        before.named(rule.tensor(), "Add", List.of(scaled, before.constant(shape, bias)));
    }

    private void predict() {
        String raw = manifest.output().tensor();
        after.named(RAW_SHAPE, "Shape", List.of(raw));
        String prediction = switch (manifest.output().head()) {
            case PROBABILITY -> {
                String flat = after.flattened(raw);
                yield manifest.task() == ModelManifest.Task.CLASSIFY ? flat : bytes(flat);
            }
            case SIGMOID -> bytes(after.add("Sigmoid", after.flattened(raw)));
            case MIN_MAX -> stretched(after.flattened(raw));
            case ARGMAX ->
                after.flattened(after.cast(
                        after.add("ArgMax", raw, Nodes.number("axis", 1), Nodes.number("keepdims", 1)),
                        DataType.UINT8));
            case SOFTMAX -> {
                String shares = after.add("Softmax", after.flattened(raw), Nodes.number("axis", 1));
                countNaN(shares); // no class has a chance, or one an infinite
                yield shares;
            }
            case SOFTSIGN_180 -> after.add("Mul", after.add("Softsign", after.flattened(raw)), 180);
            case TANH_180 -> after.add("Mul", after.add("Tanh", after.flattened(raw)), 180);
            case SIGMOID_360 -> after.add("Mul", after.add("Sigmoid", after.flattened(raw)), 360);
            case SIN_COS -> angle(after.flattened(raw));
            case DEGREES -> after.flattened(raw);
        };
        after.named(OUTPUT, "Identity", List.of(prediction));
        // Of the raw numbers: some heads' operators make numbers of NaN, and casting to bytes always does.
        String flat = after.flattened(raw);
        if (manifest.output().head().takesInfinity()) countNaN(flat);
        else countNotFinite(flat);
        after.named(UNSOUND, "Identity", List.of(sum(unsound)));
    }

    /** Of [N, any number], for each of the N. */
    private void countNaN(String numbers) {
        String ones = after.cast(after.add("IsNaN", numbers), DataType.FLOAT);
        unsound.add(after.reduced("ReduceSum", ones, 1));
    }

    /** An infinite number less itself is NaN as well; {@code IsInf} came only with opset 10. */
    private void countNotFinite(String numbers) {
        countNaN(after.add("Sub", List.of(numbers, numbers)));
    }

    private String sum(List<String> counts) {
        return counts.stream().reduce((a, b) -> after.add("Add", List.of(a, b))).orElseThrow();
    }

    /** 0..1 as 0..255, rounded: casting to an integer drops what is behind the point. */
    private String bytes(String alpha) {
        String shifted = after.add("Add", after.add("Mul", alpha, 255), .5f);
        return after.cast(after.clipped(shifted, 0, 255), DataType.UINT8);
    }

    private String stretched(String map) {
        String least = after.reduced("ReduceMin", map, 1);
        String range = after.add("Sub", List.of(after.reduced("ReduceMax", map, 1), least));
        countNotFinite(range); // too far apart for a float
        String share = after.add(
                "Div", List.of(after.add("Sub", List.of(map, least)), after.add("Max", range, PlainRule.LEAST_RANGE)));
        return after.cast(after.clipped(after.add("Mul", share, 255), 0, 255), DataType.UINT8);
    }

    /**
     * atan2 of [N, 2], which ONNX lacks: the arc tangent of the smaller side over the larger is exact in 0..45 degrees,
     * and is mirrored into its octant. Both 0 give 0.
     */
    private String angle(String sinCos) {
        String sin = after.gathered(sinCos, 0);
        String cos = after.gathered(sinCos, 1);
        String height = after.add("Abs", sin);
        String width = after.add("Abs", cos);
        String larger = after.add("Max", after.add("Max", List.of(height, width)), Float.MIN_NORMAL);
        String ratio = after.add("Div", List.of(after.add("Min", List.of(height, width)), larger));
        String octant = after.add("Mul", after.add("Atan", ratio), (float) (180 / Math.PI));
        String quadrant = where(after.add("Greater", List.of(height, width)), after.add("Sub", 90, octant), octant);
        String half = where(after.add("Less", cos, 0), after.add("Sub", 180, quadrant), quadrant);
        return where(after.add("Less", sin, 0), after.add("Neg", half), half);
    }

    private String where(String condition, String then, String otherwise) {
        return after.add("Where", List.of(condition, then, otherwise));
    }

    private static ValueInfoProto value(String name, DataType type, String... dimensions) {
        var shape = TensorShapeProto.newBuilder();
        for (String dimension : dimensions) {
            var one = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(
                    Character.isDigit(dimension.charAt(0))
                            ? one.setDimValue(Long.parseLong(dimension))
                            : one.setDimParam("kirinuki_" + dimension));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }
}
