package io.kirinuki.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** Writes a model's folder for a test. */
final class TinyFolder {
    private String task = "mask";
    private String input = "width: 24\n  height: 16";
    private int channels = 3;
    private String mean = "0.45";
    private String std = "0.25";
    private String head = "probability";
    private String classes = "";
    private String more = "";

    TinyFolder task(String name, String headName) {
        task = name;
        head = headName;
        return this;
    }

    TinyFolder classes(String... names) {
        classes = "  classes: " + List.of(names) + "\n";
        return this;
    }

    /** Lines of the section input, besides tensor, mean and std. */
    TinyFolder input(String lines, int channelCount) {
        input = lines.replace("; ", "\n  ");
        channels = channelCount;
        return this;
    }

    TinyFolder normalised(String meanOfAll, String stdOfAll) {
        mean = meanOfAll;
        std = stdOfAll;
        return this;
    }

    TinyFolder more(String lines) {
        more = lines;
        return this;
    }

    Path write(Path folder, byte[] onnx) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("model.onnx"), onnx);
        Files.writeString(folder.resolve("model.yaml"), """
                name: tiny
                version: "1"
                task: %s
                file: model.onnx
                sha256: %s
                licence: Apache-2.0
                source: made by a test
                input:
                  tensor: image
                  %s
                  mean: %s
                  std: %s
                output:
                  tensor: answer
                  head: %s
                %s%s
                """.formatted(
                        task,
                        OnnxFile.sha256(ByteBuffer.wrap(onnx)),
                        input,
                        Collections.nCopies(channels, mean),
                        Collections.nCopies(channels, std),
                        head,
                        classes,
                        more));
        return folder;
    }
}
