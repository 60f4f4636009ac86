package io.kirinuki.worker.config;

import java.nio.file.Path;
import java.util.Optional;

/** Where the models are, and how they are loaded. */
public record ModelsConfig(
        @Setting(
                meaning =
                        "Folder with the models and their manifests; the launcher sets `kirinuki.home`, else it is the"
                                + " folder that the worker was started in.",
                fallback = "${kirinuki.home}/models")
        Path directory,

        @Setting(
                meaning =
                        "Folder for graphs that ONNX Runtime has optimised for this processor, which load faster; may be"
                                + " emptied at any time. Without it each start optimises anew.")
        Optional<Path> cache,

        @Setting(
                meaning =
                        "A model's int8 variant runs, on the CPU, where its manifest says that it loses at most this share.",
                fallback = "0.01",
                least = "0.0",
                most = "1.0")
        double int8MaxLoss) {}
