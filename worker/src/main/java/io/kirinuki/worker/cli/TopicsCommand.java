package io.kirinuki.worker.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the command about topics; does nothing itself. */
@Command(
        name = "topics",
        description = "Looks after the topics that workers need.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
final class TopicsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    static CommandLine commandLine(Map<String, String> environment) {
        return new CommandLine(new TopicsCommand()).addSubcommand(new TopicsCreateCommand(environment));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is required");
    }
}
