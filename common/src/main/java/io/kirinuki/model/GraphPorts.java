package io.kirinuki.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.kirinuki.model.onnx.Onnx.GraphProto;
import io.kirinuki.model.onnx.Onnx.ModelProto;
import io.kirinuki.model.onnx.Onnx.TensorProto;
import io.kirinuki.model.onnx.Onnx.ValueInfoProto;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What goes into a graph and comes out of it, by name and in the graph's order. Read past the weights, so that a file of
 * a gigabyte costs no memory; up to 2 GiB, as ONNX itself.
 *
 * @param inputs without those that are weights, which graphs of old versions list too
 */
public record GraphPorts(List<String> inputs, List<String> outputs) {
    /** Refuses a file that is no ONNX model, or whose graph takes or gives nothing. */
    public static GraphPorts read(Path onnx) throws ModelException {
        var inputs = new ArrayList<String>();
        var outputs = new ArrayList<String>();
        try (var bytes = new BufferedInputStream(Files.newInputStream(onnx), 1 << 16)) {
            var model = CodedInputStream.newInstance(bytes);
            model.setSizeLimit(Integer.MAX_VALUE);
            for (int tag = model.readTag(); tag != 0; tag = model.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == ModelProto.GRAPH_FIELD_NUMBER) graph(model, inputs, outputs);
                else model.skipField(tag);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new ModelException(onnx + ": not an ONNX model", e);
        } catch (IOException e) {
            throw new ModelException(onnx + ": cannot be read: " + e, e);
        }
        if (inputs.isEmpty() || outputs.isEmpty()) throw new ModelException(onnx + ": not an ONNX model");
        return new GraphPorts(inputs, outputs);
    }

    private static void graph(CodedInputStream model, List<String> inputs, List<String> outputs) throws IOException {
        var weights = new HashSet<String>();
        int outside = model.pushLimit(model.readRawVarint32());
        for (int tag = model.readTag(); tag != 0; tag = model.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case GraphProto.INITIALIZER_FIELD_NUMBER -> weights.add(tensorName(model));
                case GraphProto.INPUT_FIELD_NUMBER -> inputs.add(valueName(model));
                case GraphProto.OUTPUT_FIELD_NUMBER -> outputs.add(valueName(model));
                default -> model.skipField(tag);
            }
        }
        model.popLimit(outside);
        inputs.removeAll(weights);
    }

    private static String tensorName(CodedInputStream graph) throws IOException {
        String name = "";
        int outside = graph.pushLimit(graph.readRawVarint32());
        for (int tag = graph.readTag(); tag != 0; tag = graph.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == TensorProto.NAME_FIELD_NUMBER) name = graph.readString();
            else graph.skipField(tag);
        }
        graph.popLimit(outside);
        return name;
    }

    private static String valueName(CodedInputStream graph) throws IOException {
        return ValueInfoProto.parseFrom(graph.readByteArray()).getName();
    }
}
