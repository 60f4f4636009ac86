package io.kirinuki.worker.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that every command has which reads the configuration. */
public final class ConfigFile {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The YAML file to read; without it, the one that KIRINUKI_CONFIG_FILE names, if any.")
    private Optional<Path> file = Optional.empty();

    public Optional<Path> file() {
        return file;
    }
}
