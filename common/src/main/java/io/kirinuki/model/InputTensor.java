package io.kirinuki.model;

import io.kirinuki.image.PixelSize;
import io.kirinuki.model.onnx.Onnx.GraphProto;
import io.kirinuki.model.onnx.Onnx.TensorProto.DataType;
import io.kirinuki.model.onnx.Onnx.TensorShapeProto.Dimension;
import io.kirinuki.model.onnx.Onnx.TypeProto;
import io.kirinuki.model.onnx.Onnx.ValueInfoProto;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the ONNX file says of its input, held against the manifest. What it leaves open a trial run finds out. */
final class InputTensor {
    private InputTensor() {}

    /** Whether the file bakes one picture a run in; such a batch must be proven before it is believed. */
    static boolean isOneAtATime(GraphProto graph, ModelManifest manifest) {
        return graph.getInputList().stream()
                .filter(input -> input.getName().equals(manifest.input().tensor()))
                .map(input -> input.getType().getTensorType().getShape())
                .anyMatch(shape -> shape.getDimCount() > 0 && shape.getDim(0).hasDimValue());
    }

    static void check(GraphProto graph, ModelManifest manifest, String file) throws ModelException {
        Set<String> weights =
                graph.getInitializerList().stream().map(w -> w.getName()).collect(Collectors.toSet());
        List<ValueInfoProto> inputs = graph.getInputList().stream()
                .filter(input -> !weights.contains(input.getName()))
                .toList();
        InputRule rule = manifest.input();
        TypeProto.Tensor type = named(inputs, rule.tensor(), "input.tensor", file);
        if (inputs.size() > 1) {
            throw new ModelException("%s: input.tensor: the network wants %s, a network of one input expected"
                    .formatted(file, names(inputs)));
        }
        List<Dimension> shape = type.getShape().getDimList();
        if (!type.hasShape()) return;
        if (shape.size() != 4) {
            throw new ModelException("%s: input.tensor: \"%s\" is %s, [N, channels, height, width] expected"
                    .formatted(file, rule.tensor(), text(shape)));
        }
        int channels = rule.colour().channels();
        if (contradicts(shape.get(1), channels)) {
            throw new ModelException("%s: input.colour: %s has %d channels, but \"%s\" takes %s"
                    .formatted(file, Flaw.spelled(rule.colour()), channels, rule.tensor(), text(shape)));
        }
        if (rule.framing() instanceof Framing.AnySize any) {
            if (shape.get(2).hasDimValue() || shape.get(3).hasDimValue()) {
                throw new ModelException(
                        "%s: input.multipleOf: %d is for networks of any size, but \"%s\" takes %s; set width and height"
                                .formatted(file, any.multipleOf(), rule.tensor(), text(shape)));
            }
            return;
        }
        PixelSize size = rule.framing().window(new PixelSize(1, 1));
        if (contradicts(shape.get(2), size.height())) throw wrongSide(file, "height", size.height(), shape);
        if (contradicts(shape.get(3), size.width())) throw wrongSide(file, "width", size.width(), shape);
    }

    private static ModelException wrongSide(String file, String field, int found, List<Dimension> shape) {
        return new ModelException("%s: input.%s: the manifest says %d, but the network takes %s; mend the manifest"
                .formatted(file, field, found, text(shape)));
    }

    /** The type of a tensor that is float32. */
    static TypeProto.Tensor named(List<ValueInfoProto> there, String name, String field, String file)
            throws ModelException {
        for (ValueInfoProto value : there) {
            if (!value.getName().equals(name)) continue;
            TypeProto.Tensor type = value.getType().getTensorType();
            if (type.getElemType() != DataType.FLOAT_VALUE) {
                throw new ModelException("%s: %s: \"%s\" is of type %s, float expected; export it with float32 tensors"
                        .formatted(file, field, name, typeName(type.getElemType())));
            }
            return type;
        }
        throw new ModelException(
                "%s: the manifest's %s is \"%s\", but the network has %s".formatted(file, field, name, names(there)));
    }

    private static String typeName(int type) {
        DataType known = DataType.forNumber(type);
        return known == null ? String.valueOf(type) : known.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> names(List<ValueInfoProto> values) {
        return values.stream().map(ValueInfoProto::getName).toList();
    }

    private static boolean contradicts(Dimension dimension, int expected) {
        return dimension.hasDimValue() && dimension.getDimValue() != expected;
    }

    private static String text(List<Dimension> shape) {
        return shape.stream()
                .map(d -> d.hasDimValue()
                        ? String.valueOf(d.getDimValue())
                        : d.getDimParam().isEmpty() ? "?" : d.getDimParam())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
