package io.kirinuki.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.kirinuki.image.Blob;
import io.kirinuki.model.onnx.Onnx.GraphProto;
import io.kirinuki.model.onnx.Onnx.ModelProto;
import io.kirinuki.model.onnx.Onnx.NodeProto;
import io.kirinuki.model.onnx.Onnx.OperatorSetIdProto;
import io.kirinuki.model.onnx.Onnx.TensorProto;
import io.kirinuki.model.onnx.Onnx.TensorShapeProto;
import io.kirinuki.model.onnx.Onnx.TypeProto;
import io.kirinuki.model.onnx.Onnx.ValueInfoProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A folder of mask networks that answer every picture with one grey, the tenfold of their version: the mask itself tells
 * which network made it.
 */
record GreyNetworks(Path directory) {
    /** Each change has a time of its own, however fast they come. */
    private static final AtomicLong CLOCK = new AtomicLong(1_700_000_000_000L);

    static int grey(String version) {
        return 10 * Integer.parseInt(version);
    }

    Path folder(String name, String version) {
        return directory.resolve(name).resolve(version);
    }

    void put(String name, int version) throws IOException {
        put(name, Integer.toString(version), network("Conv", grey(Integer.toString(version))));
    }

    void put(String name, String version, byte[] onnx) throws IOException {
        Path folder = Files.createDirectories(folder(name, version));
        write(folder.resolve("model.onnx"), onnx);
        write(folder.resolve("model.yaml"), manifest(name, version, onnx).getBytes(UTF_8));
    }

    void write(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(CLOCK.incrementAndGet()));
    }

    void remove(String name, String version) throws IOException {
        try (Stream<Path> files = Files.walk(folder(name, version))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    static String manifest(String name, String version, byte[] onnx) {
        return """
                name: %s
                version: "%s"
                task: mask
                file: model.onnx
                sha256: %s
                licence: Apache-2.0
                source: made in a test
                input: {tensor: image, width: 8, height: 8, mean: [0, 0, 0], std: [1, 1, 1]}
                output: {tensor: foreground, head: probability}
                """.formatted(name, version, Blob.of(onnx).sha256());
    }

    /** One node with weights that are all zero, and the grey as bias. */
    static byte[] network(String operator, int grey) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(16))
                .setGraph(GraphProto.newBuilder()
                        .setName("grey")
                        .addInput(value("image", 3))
                        .addOutput(value("foreground", 1))
                        .addInitializer(floats("weights", List.of(1L, 3L, 1L, 1L), new float[3]))
                        .addInitializer(floats("grey", List.of(1L), grey / 255f))
                        .addNode(NodeProto.newBuilder()
                                .setOpType(operator)
                                .addAllInput(
                                        operator.equals("Conv")
                                                ? List.of("image", "weights", "grey")
                                                : List.of("image"))
                                .addOutput("foreground")))
                .build()
                .toByteArray();
    }

    private static ValueInfoProto value(String name, int channels) {
        var shape = TensorShapeProto.newBuilder();
        shape.addDimBuilder().setDimParam("N");
        shape.addDimBuilder().setDimValue(channels);
        shape.addDimBuilder().setDimParam("H");
        shape.addDimBuilder().setDimParam("W");
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                                .setShape(shape)))
                .build();
    }

    private static TensorProto floats(String name, List<Long> shape, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) raw.putFloat(value);
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addAllDims(shape)
                .setRawData(ByteString.copyFrom(raw.flip()))
                .build();
    }
}
