package io.kirinuki.worker.cli.eval;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** A page of the images to look at: the options that commands of {@code eval} share. */
final class EvalSheet {
    private static final int MOST = 500;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--sheet",
            paramLabel = "FILE",
            description = "Show the worst with their pictures on this page, one HTML file.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--worst",
            paramLabel = "COUNT",
            defaultValue = "24",
            description = "How many the page shows, 1 to " + MOST + " (default: ${DEFAULT-VALUE}).")
    private int most;

    @Option(
            names = "--photos",
            paramLabel = "PLACE",
            description = "What the results were made of, for the page: a folder, or s3://bucket/prefix.")
    private Optional<String> photos = Optional.empty();

    /** Where the photos are said to be. */
    Optional<String> photos() {
        return photos;
    }

    Optional<Path> file() {
        return file;
    }

    int most() {
        if (most >= 1 && most <= MOST) return most;
        throw new ParameterException(spec.commandLine(), "--worst: 1 to %d expected, found %d".formatted(MOST, most));
    }
}
