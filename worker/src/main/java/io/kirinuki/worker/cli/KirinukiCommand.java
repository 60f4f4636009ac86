package io.kirinuki.worker.cli;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command; does nothing itself, so that without a subcommand it is wrong usage. */
@Command(
        name = "kirinuki",
        description = "Cuts out, mattes, straightens and classifies images in object storage, driven by Kafka.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = GenerateCompletion.class,
        synopsisSubcommandLabel = "COMMAND")
final class KirinukiCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is required");
    }
}
