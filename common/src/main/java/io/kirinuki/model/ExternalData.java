package io.kirinuki.model;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.kirinuki.model.onnx.Onnx.ModelProto;
import io.kirinuki.model.onnx.Onnx.StringStringEntryProto;
import io.kirinuki.model.onnx.Onnx.TensorProto;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tensors of an ONNX model whose bytes lie in other files, which the runtime would read from whatever path they name.
 * Looked for in all of the model, by its descriptors and not by a list of places: weights, constants, sparse tensors,
 * the branches and bodies of control flow, functions and training.
 */
final class ExternalData {
    private ExternalData() {}

    /** The first one found, in words; the parser's limit of nesting bounds the recursion. */
    static Optional<String> in(ModelProto model) {
        return find(model, "");
    }

    private static Optional<String> find(Message message, String path) {
        if (message instanceof TensorProto tensor) return words(tensor, path);
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            if (field.getKey().getJavaType() != JavaType.MESSAGE) continue;
            String inside = path + (path.isEmpty() ? "" : ".") + field.getKey().getName();
            List<?> values = field.getValue() instanceof List<?> several ? several : List.of(field.getValue());
            for (Object value : values) {
                Optional<String> found = find((Message) value, inside);
                if (found.isPresent()) return found;
            }
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
