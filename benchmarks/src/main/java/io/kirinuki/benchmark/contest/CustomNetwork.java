package io.kirinuki.benchmark.contest;

import io.kirinuki.image.Blob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A home whose only network is one that rembg can run too, as a custom one of its kind U2-Net: in float32, 320 pixels a
 * side, its answer stretched from its least to its greatest, both ways resized by Lanczos.
 */
final class CustomNetwork {
    private CustomNetwork() {}

    /** Where the ONNX file is in such a home. */
    static Path file(Path home) {
        return home.resolve("models/subject/1/model.onnx");
    }

    /** Makes one of a network that takes pictures of any size. */
    static Path home(Path folder, Path network) throws IOException {
        Files.createDirectories(file(folder).getParent());
        Files.copy(network, file(folder));
        String digest = Blob.of(Files.readAllBytes(network)).sha256();
        Files.writeString(file(folder).resolveSibling("model.yaml"), """
                name: subject
                version: "1"
                task: mask
                file: model.onnx
                sha256: %s
                licence: Apache-2.0
                source: models/subject/1
                input:
                  tensor: image
                  width: 320
                  height: 320
                  filter: lanczos
                  scale: image-maximum
                  mean: [0.485, 0.456, 0.406]
                  std: [0.229, 0.224, 0.225]
                output: {tensor: foreground, head: min-max, filter: lanczos}
                """.formatted(digest));
        return folder;
    }
}
