package io.kirinuki.worker.cli.eval;

import io.kirinuki.worker.cli.Version;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the commands that measure results against the truth; does nothing itself. */
@Command(
        name = "eval",
        description = "Measures results, in folders or buckets, against the truth.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class EvalCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    public static CommandLine commandLine(Map<String, String> environment) {
        return new CommandLine(new EvalCommand())
                .addSubcommand(new EvalMasksCommand(environment))
                .addSubcommand(new EvalAnglesCommand(environment))
                .addSubcommand(new EvalLabelsCommand(environment));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is required");
    }
}
