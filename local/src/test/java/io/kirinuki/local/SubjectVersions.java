package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.model.onnx.Onnx.GraphProto;
import io.kirinuki.model.onnx.Onnx.ModelProto;
import io.kirinuki.model.onnx.Onnx.NodeProto;
import io.kirinuki.model.onnx.Onnx.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A models directory with the shipped subject model, and versions of it that take the ground for the subject. */
record SubjectVersions(Path directory) {
    private static final Path SHIPPED = Path.of("../models/subject/1");

    static SubjectVersions in(Path directory) throws IOException {
        SubjectVersions versions = new SubjectVersions(directory);
        Path first = Files.createDirectories(versions.folder(1));
        for (String file : new String[] {"model.onnx", "model.yaml"}) {
            Files.copy(SHIPPED.resolve(file), first.resolve(file));
        }
        return versions;
    }

    Path folder(int version) {
        return directory.resolve("subject").resolve(Integer.toString(version));
    }

    /** One minus the mask, by a node of the graph. */
    void putInverted(int version) throws IOException {
        ModelProto shipped = ModelProto.parseFrom(Files.readAllBytes(SHIPPED.resolve("model.onnx")));
        GraphProto.Builder graph = shipped.getGraph().toBuilder();
        graph.addInitializer(TensorProto.newBuilder()
                .setName("one")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addFloatData(1));
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Sub")
                .addInput("one")
                .addInput("foreground")
                .addOutput("ground"));
        graph.setOutput(0, graph.getOutput(0).toBuilder().setName("ground"));
        byte[] onnx = shipped.toBuilder().setGraph(graph).build().toByteArray();
        put(version, onnx, Blob.of(onnx).sha256(), "ground");
    }

    /** The same network in another file. */
    void putSame(int version) throws IOException {
        ModelProto shipped = ModelProto.parseFrom(Files.readAllBytes(SHIPPED.resolve("model.onnx")));
        byte[] onnx = shipped.toBuilder()
                .setProducerVersion("again, " + version)
                .build()
                .toByteArray();
        put(version, onnx, Blob.of(onnx).sha256(), "foreground");
    }

    /** A file that is not the one its manifest tells of. */
    void putDamaged(int version) throws IOException {
        put(version, new byte[1000], "0".repeat(64), "ground");
    }

    private void put(int version, byte[] onnx, String sha256, String tensor) throws IOException {
        Path folder = Files.createDirectories(folder(version));
        Files.write(folder.resolve("model.onnx"), onnx);
        String manifest = Files.readString(SHIPPED.resolve("model.yaml"))
                .replaceFirst("version: .*", "version: \"%d\"".formatted(version))
                .replaceFirst("sha256: .*", "sha256: " + sha256)
                .replaceFirst("tensor: foreground", "tensor: " + tensor);
        Files.write(folder.resolve("model.yaml"), manifest.getBytes(UTF_8));
    }

    void remove(int version) throws IOException {
        Files.delete(folder(version).resolve("model.yaml"));
        Files.delete(folder(version).resolve("model.onnx"));
        Files.delete(folder(version));
    }
}
