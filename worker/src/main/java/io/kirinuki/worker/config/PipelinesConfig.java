package io.kirinuki.worker.config;

import java.nio.file.Path;
import java.util.Optional;

/** Which pipelines there are besides those that come along. */
public record PipelinesConfig(
        @Setting(
                meaning =
                        "File with pipelines of your own, in the format of docs/pipelines.md; one of the same name and"
                                + " version stands in the place of one that comes along.")
        Optional<Path> file) {}
