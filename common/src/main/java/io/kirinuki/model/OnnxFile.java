package io.kirinuki.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.kirinuki.model.onnx.Onnx.ModelProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An ONNX file in memory, its digest checked. It lies outside the heap, and what is parsed from it shares its weights:
 * networks of 170 MB are common, heaps of 512 MB too.
 */
final class OnnxFile {
    private OnnxFile() {}

    /** The file's bytes, from position 0 on. */
    static ByteBuffer read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new IOException("%d bytes; a network of at most 2 GiB expected".formatted(channel.size()));
            }
            ByteBuffer bytes = ByteBuffer.allocateDirect((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until full, or the file has become shorter
            }
            return bytes.flip();
        }
    }

    static ByteBuffer read(Path file, String sha256) throws ModelException {
        try {
            ByteBuffer bytes = read(file);
            String digest = sha256(bytes);
            if (!digest.equals(sha256)) {
                throw new ModelException(
                        "%s: its sha256 is %s, but the manifest says %s; fetch the file again, or mend the manifest"
                                .formatted(file, digest, sha256));
            }
            return bytes;
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
    }

    static String sha256(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static ModelProto parse(ByteBuffer bytes, String name) throws ModelException {
        ModelProto model;
        Optional<String> elsewhere;
        try {
            model = ModelProto.parseFrom(input(bytes));
            elsewhere = ExternalData.in(input(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new ModelException(name + ": not an ONNX file: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("memory was read", e);
        }
        if (elsewhere.isPresent()) {
            throw new ModelException(
                    "%s: keeps weights in other files (external data: %s), which the manifest's sha256 does not cover; save it as one file"
                            .formatted(name, elsewhere.get()));
        }
        return model;
    }

    private static CodedInputStream input(ByteBuffer bytes) {
        CodedInputStream input =
                UnsafeByteOperations.unsafeWrap(bytes.duplicate()).newCodedInput();
        input.enableAliasing(true);
        return input;
    }

    static ByteBuffer written(ModelProto model) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(model.getSerializedSize());
        try {
            CodedOutputStream output = CodedOutputStream.newInstance(bytes);
            model.writeTo(output);
            output.flush();
        } catch (IOException e) {
            throw new IllegalStateException("memory was written", e);
        }
        return bytes.flip();
    }
}
