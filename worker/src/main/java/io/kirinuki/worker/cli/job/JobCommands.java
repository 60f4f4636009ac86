package io.kirinuki.worker.cli.job;

import io.kirinuki.worker.cli.TextTable;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.journal.JobState;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for jobs that there are, the same for every kind of them: list, show, resume, cancel. */
final class JobCommands {
    private JobCommands() {}

    /** Adds them to the command of that kind. */
    static CommandLine addTo(CommandLine command, String kind, Map<String, String> environment) {
        return command.addSubcommand(new ListCommand(kind, environment))
                .addSubcommand(new ShowCommand(kind, environment))
                .addSubcommand(new ResumeCommand(kind, environment))
                .addSubcommand(new CancelCommand(kind, environment));
    }

    @Command(name = "list", description = "Lists them, the newest first.", mixinStandardHelpOptions = true)
    private static final class ListCommand implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private final WorkersOptions workers;

        private final String kind;

        ListCommand(String kind, Map<String, String> environment) {
            this.kind = kind;
            workers = new WorkersOptions(environment);
        }

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            Jobs jobs = workers.jobs();
            var rows = jobs.all(kind).stream().map(ListCommand::row).toList();
            new TextTable("JOB", "STATUS", "SENT", "DONE", "FAILED", "PLAN").print(rows, out);
            jobs.unreadable(kind).forEach(out::println);
            out.flush();
            return 0;
        }

        private static List<String> row(JobState job) {
            return List.of(
                    job.id(),
                    job.status().name().toLowerCase(Locale.ROOT),
                    Long.toString(job.sent()),
                    job.tally().map(tally -> Long.toString(tally.done())).orElse("?"),
                    job.tally()
                            .map(tally -> Long.toString(tally.answered() - tally.done()))
                            .orElse("?"),
                    job.plan().summary());
        }
    }

    /** A command about one job. */
    private abstract static class OneJob implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Mixin
        private final WorkersOptions workers;

        @Parameters(paramLabel = "ID", description = "Its name, as list shows it.")
        private String id;

        private final String kind;

        OneJob(String kind, Map<String, String> environment) {
            this.kind = kind;
            workers = new WorkersOptions(environment);
        }

        @Override
        public final Integer call() throws InterruptedException {
            Jobs jobs = workers.jobs();
            return call(jobs, jobs.find(kind, id));
        }

        abstract int call(Jobs jobs, JobState job) throws InterruptedException;

        int print(JobState job, Jobs jobs) {
            PrintWriter out = spec.commandLine().getOut();
            new JobReport(out).print(job, jobs.answers(job));
            out.flush();
            return 0;
        }
    }

    @Command(
            name = "show",
            description = "Reports of one: what it was to do, and what has become of it by now.",
            mixinStandardHelpOptions = true)
    private static final class ShowCommand extends OneJob {
        ShowCommand(String kind, Map<String, String> environment) {
            super(kind, environment);
        }

        @Override
        int call(Jobs jobs, JobState job) {
            return print(job, jobs);
        }
    }

    @Command(
            name = "resume",
            description = "Takes one up where it was interrupted; none of its requests is sent again. A process that is"
                    + " still at it ends.",
            mixinStandardHelpOptions = true)
    private static final class ResumeCommand extends OneJob {
        ResumeCommand(String kind, Map<String, String> environment) {
            super(kind, environment);
        }

        @Override
        int call(Jobs jobs, JobState job) throws InterruptedException {
            return JobTerminal.run(spec, jobs, job);
        }
    }

    @Command(
            name = "cancel",
            description = "Ends one for good: what it has sent is worked on, no more is sent.",
            mixinStandardHelpOptions = true)
    private static final class CancelCommand extends OneJob {
        CancelCommand(String kind, Map<String, String> environment) {
            super(kind, environment);
        }

        @Override
        int call(Jobs jobs, JobState job) throws InterruptedException {
            return print(jobs.cancel(job), jobs);
        }
    }
}
