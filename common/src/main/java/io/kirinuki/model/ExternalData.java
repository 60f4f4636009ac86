package io.kirinuki.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import io.kirinuki.model.onnx.Onnx.ModelProto;
import io.kirinuki.model.onnx.Onnx.StringStringEntryProto;
import io.kirinuki.model.onnx.Onnx.TensorProto;
import java.io.IOException;
import java.util.Optional;

/**
 * Tensors of an ONNX model whose bytes lie in other files, which the runtime would read from whatever path they name.
 * Looked for in all of the model, by its descriptors and not by a list of places: weights, constants, sparse tensors,
 * the branches and bodies of control flow, functions and training. In the file's bytes: a parsed message gives its fields
 * by reflection only, which cost more of a start than parsing.
 */
final class ExternalData {
    private ExternalData() {}

    /**
     * The first one found, in words.
     *
     * @param model bytes that were parsed before: the parser's limit of nesting bounds the recursion
     */
    static Optional<String> in(CodedInputStream model) throws IOException {
        return find(ModelProto.getDescriptor(), model, "");
    }

    private static Optional<String> find(Descriptor type, CodedInputStream message, String path) throws IOException {
        if (type == TensorProto.getDescriptor()) return words(TensorProto.parseFrom(message), path);
        for (int tag = message.readTag(); tag != 0; tag = message.readTag()) {
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            if (field == null
                    || field.getJavaType() != JavaType.MESSAGE
                    || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                message.skipField(tag);
                continue;
            }
            String inside = path + (path.isEmpty() ? "" : ".") + field.getName();
            int outside = message.pushLimit(message.readRawVarint32());
            Optional<String> found = find(field.getMessageType(), message, inside);
            if (found.isPresent()) return found;
            message.popLimit(outside);
        }
        return Optional.empty();
    }

    private static Optional<String> words(TensorProto tensor, String path) {
        if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) return Optional.empty();
        String file = tensor.getExternalDataList().stream()
                .filter(entry -> entry.getKey().equals("location"))
                .map(StringStringEntryProto::getValue)
                .findFirst()
                .orElse("no file");
        return Optional.of("%s \"%s\" in \"%s\"".formatted(path, tensor.getName(), file));
    }
}
