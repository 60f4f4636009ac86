package io.kirinuki.worker.cli.job;

import io.kirinuki.worker.cli.Version;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the commands about dead letters; does nothing itself. */
@Command(
        name = "failures",
        description = "Looks after dead letters: the records of requests that failed, in the failures topic.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class FailuresCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    public static CommandLine commandLine(Map<String, String> environment) {
        return new CommandLine(new FailuresCommand())
                .addSubcommand(new FailuresListCommand(environment))
                .addSubcommand(new FailuresShowCommand(environment))
                .addSubcommand(FailuresRedriveCommand.commandLine(environment))
                .addSubcommand(FailuresDismissCommand.commandLine(environment));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is required");
    }
}
