package io.kirinuki.worker.cli.job;

import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.worker.cli.Version;
import io.kirinuki.worker.job.JobIds;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.history.Moment;
import io.kirinuki.worker.job.replay.ReplayPlan;
import io.kirinuki.worker.job.replay.Replays;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends requests of the past again, and holds the commands for replays that there are. */
@Command(
        name = "replay",
        description = "Sends requests of the past again, through the backfill lane: as after a model has become better."
                + " Work that is done already with the same models and parameters is not done again.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nMoments are " + Moment.FORMS + ".%n%nConditions, parted by commas, must all hold. Of the"
                + " request: bucket, key, prefix, suffix, pipeline, id. Of its"
                + " last answer: outcome (done, reused, failed, unanswered),"
                + " failure, fate, model (a digest's first digits, or"
                + " name@version), uncertainty. Operators are =, != and, of"
                + " uncertainty, < and >; a value may be several parted by |,"
                + " and * stands for anything.%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all done",
            "1:broken; the log says why",
            "2:wrong usage or configuration, or topics that are missing",
            "3:all answered, some with failures",
            "4:another process took the replay over",
            "130:stopped by Ctrl-C; resume goes on"
        })
public final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final JobOptions options;

    /** picocli would require it of the subcommands too. */
    @Option(names = "--from", paramLabel = "MOMENT", description = "Where the range begins; required.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "MOMENT",
            defaultValue = "latest",
            description = "What the range ends before (default: ${DEFAULT-VALUE}, as it is when the command starts).")
    private String to;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "Whose history; without it, kirinuki.topics.requests.")
    private Optional<String> topic = Optional.empty();

    @Option(names = "--where", paramLabel = "CONDITIONS", description = "Which requests; without it, all.")
    private List<String> where = new ArrayList<>();

    @Option(
            names = "--pipeline",
            paramLabel = "NAME",
            description = "Put them through this pipeline and not their own. Their parameters go along only where it is"
                    + " another version of their own.")
    private Optional<String> pipeline = Optional.empty();

    @Option(
            names = "--out-prefix",
            paramLabel = "PREFIX",
            description = "Start the artifacts' keys so, beside and not among those of before.")
    private Optional<String> outputPrefix = Optional.empty();

    @Option(names = "--force", description = "Do work again that was done with the same models and parameters.")
    private boolean force;

    @Option(names = "--dry-run", description = "Count what would be sent and estimate the cost, and send nothing.")
    private boolean dryRun;

    private ReplayCommand(Map<String, String> environment) {
        options = new JobOptions(environment);
    }

    public static CommandLine commandLine(Map<String, String> environment) {
        return JobCommands.addTo(new CommandLine(new ReplayCommand(environment)), ReplayPlan.KIND, environment)
                .addSubcommand(new ReplayDiffCommand(environment));
    }

    @Override
    public Integer call() throws InterruptedException {
        Instant now = Instant.now();
        if (from.isEmpty()) throw options.wrong("--from: required; earliest is all that the topic holds");
        Jobs jobs = options.jobs();
        Replays replays = new Replays(jobs);
        ReplayPlan plan;
        try {
            plan = replays.plan(
                    topic,
                    Moment.parse(from.get(), now),
                    Moment.parse(to, now),
                    String.join(",", where),
                    pipeline,
                    outputPrefix,
                    force);
        } catch (IllegalArgumentException | FailedException e) {
            throw options.wrong(e.getMessage());
        }
        if (dryRun) return print(plan, replays.forecast(plan));
        return JobTerminal.run(
                spec, jobs, jobs.fresh(JobIds.fresh(ReplayPlan.KIND, now), plan, options.ahead(), options.rate()));
    }

    private int print(ReplayPlan plan, Replays.Costed costed) {
        JobReport report = new JobReport(spec.commandLine().getOut());
        var estimate = costed.estimate();
        report.line("plan", plan.summary());
        report.print(costed.forecast());
        report.line(
                "at most",
                String.format(
                        Locale.ROOT,
                        "%.1f MB, %.2f accelerator-minutes, by the cost of %d results; nothing for what is done"
                                + " already",
                        estimate.bytes() / 1e6,
                        estimate.acceleratorMillis() / 60_000,
                        estimate.measured()));
        if (estimate.unknown() > 0) {
            report.line("", "%d requests more, of which no result tells what they cost".formatted(estimate.unknown()));
        }
        spec.commandLine().getOut().flush();
        return 0;
    }
}
