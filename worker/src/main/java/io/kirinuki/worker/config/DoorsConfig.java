package io.kirinuki.worker.config;

import java.nio.file.Path;
import java.util.Optional;

/** What is done with objects that a store tells of. */
public record DoorsConfig(
        @Setting(
                meaning = "File with rules that give objects in bucket notifications to pipelines, in the format of"
                        + " docs/doors.md; without it, notifications are ignored.")
        Optional<Path> rules) {}
