package io.kirinuki.worker.config;

import java.nio.file.Path;

/** Where the models are. */
public record ModelsConfig(
        @Setting(
                meaning =
                        "Folder with the models and their manifests; the launcher sets `kirinuki.home`, else it is the"
                                + " folder that the worker was started in.",
                fallback = "${kirinuki.home}/models")
        Path directory) {}
