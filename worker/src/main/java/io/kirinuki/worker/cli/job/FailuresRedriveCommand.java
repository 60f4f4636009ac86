package io.kirinuki.worker.cli.job;

import io.kirinuki.worker.job.Forecast;
import io.kirinuki.worker.job.JobIds;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.history.Moment;
import io.kirinuki.worker.job.redrive.RedrivePlan;
import io.kirinuki.worker.job.redrive.Redrives;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends dead letters again, and holds the commands for redrives that there are. */
@Command(
        name = "redrive",
        description = "Sends open dead letters back to the topics they came from, as they came: as after an outage has"
                + " ended, or what was missing is there. Each is sent once; one that fails again is another.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nMoments are " + Moment.FORMS + ".%n%n" + LetterOptions.CONDITIONS + "%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all done",
            "1:broken; the log says why",
            "2:wrong usage or configuration, or another redrive or dismissal is not ended",
            "3:all answered, some with failures",
            "4:another process took the redrive over",
            "130:stopped by Ctrl-C; resume goes on"
        })
final class FailuresRedriveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final JobOptions options;

    @Mixin
    private final LetterOptions letters = new LetterOptions();

    @Option(
            names = "--max-redrives",
            paramLabel = "N",
            defaultValue = "" + Redrives.USUAL_MOST,
            description = "Leave dead letters that were sent again so often before (default: ${DEFAULT-VALUE}).")
    private int most;

    @Option(
            names = "--dismissed",
            description = "Send those too that were dismissed; without it, they stay where they are.")
    private boolean dismissed;

    @Option(names = "--dry-run", description = "Count what would be sent, and send nothing.")
    private boolean dryRun;

    private FailuresRedriveCommand(Map<String, String> environment) {
        options = new JobOptions(environment);
    }

    static CommandLine commandLine(Map<String, String> environment) {
        return JobCommands.addTo(
                new CommandLine(new FailuresRedriveCommand(environment)), RedrivePlan.KIND, environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (most < 1) throw options.wrong("--max-redrives: 1 or more expected, found " + most);
        Jobs jobs = options.jobs();
        Redrives redrives = new Redrives(jobs);
        RedrivePlan plan;
        try {
            plan = redrives.plan(letters.from(), letters.to(), letters.where(), most, dismissed);
        } catch (IllegalArgumentException e) {
            throw options.wrong(e.getMessage());
        }
        if (dryRun) return print(plan, redrives.forecast(plan));
        String id = JobIds.fresh(RedrivePlan.KIND, Instant.now());
        return JobTerminal.run(spec, jobs, jobs.fresh(id, plan, options.ahead(), options.rate()));
    }

    private int print(RedrivePlan plan, Forecast forecast) {
        JobReport report = new JobReport(spec.commandLine().getOut());
        report.line("plan", plan.summary());
        report.print(forecast);
        report.line("answers", Long.toString(forecast.answers()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
