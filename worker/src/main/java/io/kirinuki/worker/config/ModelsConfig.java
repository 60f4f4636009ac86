package io.kirinuki.worker.config;

import java.nio.file.Path;
import java.time.Duration;

/** Where the models are, and how often that is looked at. */
public record ModelsConfig(
        @Setting(
                meaning =
                        "Folder with the models and their manifests; the launcher sets `kirinuki.home`, else it is the"
                                + " folder that the worker was started in.",
                fallback = "${kirinuki.home}/models")
        Path directory,

        @Setting(
                meaning = "Time between two looks at that folder for new, changed and removed models, which take effect"
                        + " once two looks find the same; 0ms never looks again.",
                fallback = "10s",
                least = "0ms")
        Duration refresh) {}
