package io.kirinuki.worker.cli.job;

import io.kirinuki.worker.cli.Progress;
import io.kirinuki.worker.cli.StopSignal;
import io.kirinuki.worker.job.JobRun;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.Kind;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.Tally;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;

/** A job as a person sees it at work: progress while it runs, its report at the end, and how to take it up again. */
final class JobTerminal implements JobRun.Listener {
    /** Begins a job or takes it up. */
    @FunctionalInterface
    interface Opening {
        JobRun open(JobRun.Listener listener) throws InterruptedException;
    }

    private static final int INTERRUPTED = 130;
    private static final int SOME_FAILED = 3;
    private static final int TAKEN_OVER = 4;

    private final Kind kind;
    private final PrintWriter out;
    private final PrintWriter err;
    private Optional<Progress> progress = Optional.empty();

    private JobTerminal(CommandSpec spec, Kind kind) {
        this.kind = kind;
        out = spec.commandLine().getOut();
        err = spec.commandLine().getErr();
    }

    /** Runs a job to its end, or to a signal; gives the command's exit code. */
    static int run(CommandSpec spec, Jobs jobs, JobState job) throws InterruptedException {
        return run(spec, jobs, job, listener -> jobs.open(job, listener));
    }

    static int run(CommandSpec spec, Jobs jobs, JobState job, Opening opening) throws InterruptedException {
        JobTerminal terminal = new JobTerminal(spec, jobs.kind(job));
        terminal.out.printf("%s: %s%n", job.id(), job.plan().summary());
        terminal.out.flush();
        CountDownLatch closed = new CountDownLatch(1);
        try (JobRun run = opening.open(terminal)) {
            Thread hook = new Thread(() -> stopAndWait(run, closed), "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            JobRun.Ending ending = run.run();
            terminal.closeProgress();
            int code = terminal.end(ending, run);
            StopSignal.remove(hook);
            return code;
        } finally {
            terminal.closeProgress();
            closed.countDown();
        }
    }

    private void closeProgress() {
        progress.ifPresent(Progress::close);
        progress = Optional.empty();
    }

    /** Ctrl-C: the job ends what it has begun to send, and the process waits for that. */
    private static void stopAndWait(JobRun run, CountDownLatch closed) {
        run.stop();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int end(JobRun.Ending ending, JobRun run) {
        JobState job = run.state();
        String command = kind.command();
        switch (ending) {
            case DONE -> new JobReport(out).print(job, run.answers());
            case STOPPED ->
                err.printf("%s was stopped; `kirinuki %s resume %s` goes on with it%n", job.id(), command, job.id());
            case TAKEN_OVER ->
                err.printf(
                        "%s was taken over: it was resumed or cancelled elsewhere; `kirinuki %s show %s` tells%n",
                        job.id(), command, job.id());
        }
        out.flush();
        err.flush();
        return switch (ending) {
            case DONE -> run.answers().tally().failed().isEmpty() ? 0 : SOME_FAILED;
            case STOPPED -> INTERRUPTED;
            case TAKEN_OVER -> TAKEN_OVER;
        };
    }

    @Override
    public void reached(JobState job, Tally tally, long reached, long total) {
        long unanswered = job.ahead().isPresent() ? job.expected() - tally.answered() : 0;
        long done = Math.max(0, reached - unanswered);
        if (progress.isEmpty()) {
            Progress.Unit unit = switch (kind.unit()) {
                case IMAGES -> Progress.Unit.IMAGES;
                case RECORDS -> Progress.Unit.RECORDS;
            };
            progress = Optional.of(Progress.of(kind.name(), unit, done, total, err));
        }
        progress.get().note(words(tally, (double) done / total));
        progress.get().reach(done);
    }

    /** What it costs in all is guessed from what its answers have cost by now. */
    private static String words(Tally tally, double share) {
        return String.format(
                Locale.ROOT,
                "%d reused, %d failed, %s MB, %s accelerator-min",
                tally.reused(),
                tally.failures(),
                ofAbout(tally.bytes() / 1e6, share),
                ofAbout(tally.acceleratorMillis() / 60_000, share));
    }

    private static String ofAbout(double spent, double share) {
        return spent > 0 && share > 0 && share < 1
                ? String.format(Locale.ROOT, "%.1f of about %.1f", spent, spent / share)
                : String.format(Locale.ROOT, "%.1f", spent);
    }

    @Override
    public void quiet(Duration how, JobState job, Tally tally) {
        err.printf(
                "No answer for %d s to %d requests: does a worker run that takes them? This goes on when one does.%n",
                how.toSeconds(), job.expected() - tally.answered());
        err.flush();
    }
}
