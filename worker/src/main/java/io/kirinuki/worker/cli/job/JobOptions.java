package io.kirinuki.worker.cli.job;

import io.kirinuki.worker.job.Jobs;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of commands that send many requests: where, how fast, and whether they wait for the answers. */
final class JobOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private final WorkersOptions workers;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Send at most so many requests a second, as 20 or 20/s or 0.5/s; without it, as many as go.")
    private Optional<String> rate = Optional.empty();

    @Option(
            names = "--ahead",
            paramLabel = "N",
            defaultValue = "" + Jobs.USUAL_AHEAD,
            description = "Have at most so many requests unanswered at a time (default: ${DEFAULT-VALUE}).")
    private int ahead;

    @Option(
            names = "--no-wait",
            description = "Send all and end; without it, the command ends when all is answered, and reports.")
    private boolean noWait;

    JobOptions(Map<String, String> environment) {
        workers = new WorkersOptions(environment);
    }

    /** Of the workers that the configuration tells of. */
    Jobs jobs() {
        return workers.jobs();
    }

    /** Most requests a second. */
    Optional<Double> rate() {
        return rate.map(text -> {
            String number = text.endsWith("/s") ? text.substring(0, text.length() - 2) : text;
            if (!number.matches("[0-9]{1,7}(\\.[0-9]{1,3})?") || Double.parseDouble(number) == 0) {
                throw wrong("--rate: a number above 0 such as 20 or 0.5/s expected, found \"%s\"".formatted(text));
            }
            return Double.valueOf(number);
        });
    }

    /** Most unanswered requests at a time; empty where nobody waits for answers. */
    Optional<Integer> ahead() {
        if (ahead < 1) throw wrong("--ahead: 1 or more expected, found " + ahead);
        return noWait ? Optional.empty() : Optional.of(ahead);
    }

    ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
