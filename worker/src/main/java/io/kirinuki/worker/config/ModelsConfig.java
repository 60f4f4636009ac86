package io.kirinuki.worker.config;

import java.nio.file.Path;
import java.util.Optional;

/** Where the models are. */
public record ModelsConfig(
        @Setting(
                meaning =
                        "Folder with the models and their manifests; the launcher sets `kirinuki.home`, else it is the"
                                + " folder that the worker was started in.",
                fallback = "${kirinuki.home}/models")
        Path directory,

        @Setting(
                meaning =
                        "File with models of your own for `kirinuki models`, in the format of docs/models.md; a worker"
                                + " never reads it.")
        Optional<Path> catalogue) {}
