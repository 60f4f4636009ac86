package io.kirinuki.worker.cli.job;

import io.kirinuki.schema.Position;
import io.kirinuki.worker.job.Forecast;
import io.kirinuki.worker.job.JobIds;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.history.Moment;
import io.kirinuki.worker.job.redrive.DismissPlan;
import io.kirinuki.worker.job.redrive.Dismissals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Dismisses dead letters, and holds the commands for dismissals that there are. */
@Command(
        name = "dismiss",
        description = "Says of open dead letters that they are not to be sent again, who says so, and why. They stay in"
                + " their topic and are listed apart; a redrive leaves them, unless it is told --dismissed.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nMoments are " + Moment.FORMS + ".%n%n" + LetterOptions.CONDITIONS + "%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:broken; the log says why",
            "2:wrong usage or configuration, or another redrive or dismissal is not ended",
            "4:another process took the dismissal over",
            "130:stopped by Ctrl-C; resume goes on"
        })
final class FailuresDismissCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final WorkersOptions workers;

    @Mixin
    private final LetterOptions letters = new LetterOptions();

    @Parameters(
            arity = "0..*",
            paramLabel = "POSITION",
            description = "PARTITION@OFFSET, as list shows it; several may be named. Without one, --where says which.")
    private List<String> positions = new ArrayList<>();

    @Option(
            names = "--why",
            paramLabel = "TEXT",
            description = "Required: why, for those who look later, as in \"the customer has withdrawn these photos\".")
    private Optional<String> why = Optional.empty();

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who says so (default: who is logged in, ${DEFAULT-VALUE}).")
    private String by;

    @Option(names = "--all", description = "Dismiss all that are open, where neither POSITION nor --where says which.")
    private boolean all;

    @Option(names = "--dry-run", description = "Count what would be dismissed, and leave it.")
    private boolean dryRun;

    private FailuresDismissCommand(Map<String, String> environment) {
        workers = new WorkersOptions(environment);
    }

    static CommandLine commandLine(Map<String, String> environment) {
        return JobCommands.addTo(
                new CommandLine(new FailuresDismissCommand(environment)), DismissPlan.KIND, environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        boolean chosen = !positions.isEmpty() || !letters.where().isBlank();
        if (chosen == all) {
            throw wrong("either POSITION or --where says which, or --all dismisses all that are open");
        }
        if (why.isEmpty()) throw wrong("--why: required; say why they are not to be sent again");
        Jobs jobs = workers.jobs();
        Dismissals dismissals = new Dismissals(jobs);
        DismissPlan plan;
        try {
            plan = plan(dismissals);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
        if (dryRun) return print(plan, dismissals.forecast(plan));
        String id = JobIds.fresh(DismissPlan.KIND, Instant.now());
        return JobTerminal.run(spec, jobs, jobs.fresh(id, plan, Optional.empty(), Optional.empty()));
    }

    /** Positions are conditions too; where they alone say which, no more of the topic is read than they span. */
    private DismissPlan plan(Dismissals dismissals) throws InterruptedException {
        if (positions.isEmpty())
            return dismissals.plan(letters.from(), letters.to(), letters.where(), by, why.orElseThrow());
        SortedMap<Integer, Long> first = new TreeMap<>();
        SortedMap<Integer, Long> behind = new TreeMap<>();
        for (String text : positions) {
            Position one = Position.parse("failures-" + text)
                    .filter(position -> position.index().isEmpty() && text.matches("[0-9]+@[0-9]+"))
                    .orElseThrow(() -> wrong("\"%s\" is no position such as 3@90210".formatted(text)));
            first.merge(one.partition(), one.offset(), Math::min);
            behind.merge(one.partition(), one.offset() + 1, Math::max);
        }
        String where = positions.stream().collect(Collectors.joining("|", "position=", ""))
                + (letters.where().isBlank() ? "" : ", " + letters.where());
        return dismissals.plan(new Moment.Offsets(first), new Moment.Offsets(behind), where, by, why.orElseThrow());
    }

    private int print(DismissPlan plan, Forecast forecast) {
        JobReport report = new JobReport(spec.commandLine().getOut());
        report.line("plan", plan.summary());
        report.line("looked at", Long.toString(forecast.taken()));
        report.line("outcome", JobReport.counts(forecast.left()));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
