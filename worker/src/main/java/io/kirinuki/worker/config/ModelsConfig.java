package io.kirinuki.worker.config;

import java.nio.file.Path;

/** Where the models are. */
public record ModelsConfig(
        @Setting(meaning = "Folder with the models and their manifests.", fallback = "models")
        Path directory) {}
