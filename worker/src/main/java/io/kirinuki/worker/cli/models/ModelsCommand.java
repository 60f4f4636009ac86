package io.kirinuki.worker.cli.models;

import io.kirinuki.worker.cli.Version;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the commands about models; does nothing itself. No worker needs any of them to start. */
@Command(
        name = "models",
        description = "Lists, fetches, checks and compares models.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class ModelsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    public static CommandLine commandLine(Map<String, String> environment) {
        return new CommandLine(new ModelsCommand())
                .addSubcommand(new ModelsListCommand(environment))
                .addSubcommand(new ModelsInspectCommand(environment))
                .addSubcommand(new ModelsPullCommand(environment))
                .addSubcommand(new ModelsVerifyCommand(environment))
                .addSubcommand(new ModelsCompareCommand(environment))
                .addSubcommand(new ModelsLicenceCommand(environment));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is required");
    }
}
