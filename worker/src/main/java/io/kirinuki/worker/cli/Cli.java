package io.kirinuki.worker.cli;

import io.kirinuki.catalogue.CatalogueException;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.cli.eval.EvalCommand;
import io.kirinuki.worker.cli.job.CleanCommand;
import io.kirinuki.worker.cli.job.CollectCommand;
import io.kirinuki.worker.cli.job.FailuresCommand;
import io.kirinuki.worker.cli.job.ReplayCommand;
import io.kirinuki.worker.cli.job.SubmitCommand;
import io.kirinuki.worker.cli.models.ModelsCommand;
import io.kirinuki.worker.config.ConfigException;
import io.kirinuki.worker.config.WorkerConfig;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Puts the command line together. Exit codes: 0 done, 1 broken, 2 wrong usage, configuration or surroundings,
 * 130 stopped.
 *
 * <p>Failures: a {@link ConfigException} out of any command is printed as its problems, a {@link StartException} as its
 * advice, a {@link CatalogueException} as its message; an interrupt is a wish to stop; any other exception is a bug,
 * which is logged with its trace.
 */
public final class Cli {
    private static final Logger log = LoggerFactory.getLogger(Cli.class);

    /** As shells say of a process that SIGINT ended. */
    private static final int STOPPED = 128 + 2;

    private Cli() {}

    /** The root command with {@code worker} and more commands, each an object annotated for picocli. */
    public static CommandLine commandLine(
            Function<WorkerConfig, Running> start, Map<String, String> environment, Object... more) {
        var root = new CommandLine(new KirinukiCommand())
                .addSubcommand(new WorkerCommand(start, environment))
                .addSubcommand(ModelsCommand.commandLine(environment))
                .addSubcommand(ReplayCommand.commandLine(environment))
                .addSubcommand(FailuresCommand.commandLine(environment))
                .addSubcommand(SubmitCommand.commandLine(environment))
                .addSubcommand(CollectCommand.commandLine(environment))
                .addSubcommand(new CleanCommand(environment))
                .addSubcommand(EvalCommand.commandLine(environment))
                .addSubcommand(TopicsCommand.commandLine(environment));
        for (var command : more) root.addSubcommand(command);
        return answering(root);
    }

    /** Only {@code worker}, for one that is to start: to read what all other commands take is a part of its start. */
    public static CommandLine workerAlone(Function<WorkerConfig, Running> start, Map<String, String> environment) {
        return answering(new CommandLine(new KirinukiCommand()).addSubcommand(new WorkerCommand(start, environment)));
    }

    private static CommandLine answering(CommandLine root) {
        return root.setParameterExceptionHandler((wrong, arguments) -> wrongUsage(wrong))
                .setExecutionExceptionHandler((thrown, command, parsed) -> failed(thrown, command));
    }

    /** What is wrong and where help is, and not all of the help, which would hide it. */
    private static int wrongUsage(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println(wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        Set<String> commands = command.getSubcommands().keySet();
        if (!commands.isEmpty()) command.getErr().println("Commands: " + String.join(", ", commands));
        command.getErr()
                .printf("`%s --help` tells more%n", command.getCommandSpec().qualifiedName());
        command.getErr().flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception thrown, CommandLine command) {
        if (thrown instanceof ConfigException wrong) {
            command.getErr().println("The configuration has problems:");
            wrong.problems().forEach(problem -> command.getErr().println("  " + problem));
            command.getErr().flush();
            return CommandLine.ExitCode.USAGE;
        }
        if (thrown instanceof StartException advice) {
            command.getErr().println(advice.getMessage());
            command.getErr().flush();
            return CommandLine.ExitCode.USAGE;
        }
        if (thrown instanceof CatalogueException told) {
            command.getErr().println(told.getMessage());
            command.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (thrown instanceof InterruptedException || thrown instanceof InterruptException) return STOPPED;
        log.error("{} broke", command.getCommandName(), thrown);
        return CommandLine.ExitCode.SOFTWARE;
    }
}
