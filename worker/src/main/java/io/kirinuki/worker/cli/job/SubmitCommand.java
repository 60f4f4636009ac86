package io.kirinuki.worker.cli.job;

import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.cli.Version;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.submit.ManifestCheck;
import io.kirinuki.worker.job.submit.Submissions;
import io.kirinuki.worker.job.submit.SubmitPlan;
import io.kirinuki.worker.job.submit.SubmitSource;
import io.kirinuki.worker.job.submit.SubmitTerms;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends requests for many images, and holds the commands for submissions that there are. */
@Command(
        name = "submit",
        description =
                "Sends requests for the images of a bucket, a manifest or this machine. The same command again goes on"
                        + " where it was interrupted, and sends nothing twice; once all is done, it begins anew, and what"
                        + " is done already costs nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n"
                + "  kirinuki submit --pipeline cutout s3://photos/incoming/ --suffix .jpg,.png%n"
                + "  kirinuki submit --pipeline cutout --manifest photos.txt --lane backfill%n"
                + "  kirinuki submit --pipeline cutout --upload-to s3://photos/incoming/ ~/photos%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all done",
            "1:broken; the log says why",
            "2:wrong usage or configuration, a manifest that cannot be sent, or a store that does not answer",
            "3:all answered, some with failures",
            "4:another process took the submission over",
            "130:stopped by Ctrl-C; the same command goes on"
        })
public final class SubmitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final SubmitSources sources = new SubmitSources();

    @Mixin
    private final SubmitOptions asked = new SubmitOptions();

    @Mixin
    private final JobOptions options;

    @Option(names = "--dry-run", description = "Count what would be sent; upload and send nothing.")
    private boolean dryRun;

    private SubmitCommand(Map<String, String> environment) {
        options = new JobOptions(environment);
    }

    public static CommandLine commandLine(Map<String, String> environment) {
        return JobCommands.addTo(new CommandLine(new SubmitCommand(environment)), SubmitPlan.KIND, environment)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<String> manifest = sources.manifest();
        Optional<SubmitSource> places = manifest.isPresent() ? Optional.empty() : Optional.of(sources.places());
        SubmitTerms terms = asked.terms();
        var ahead = options.ahead();
        var rate = options.rate();
        Jobs jobs = options.jobs();
        checkPipeline(jobs, terms, manifest.isPresent());
        boolean piped = manifest.filter(SubmitSources.STANDARD_INPUT::equals).isPresent();
        var submissions = new Submissions(jobs, piped ? Optional.of(sources.standardInput()) : Optional.empty());
        submissions.refusal(terms).ifPresent(why -> {
            throw options.wrong("--out-prefix: " + why.substring(why.indexOf(": ") + 2));
        });
        SubmitPlan plan = new SubmitPlan(
                manifest.isPresent() ? checked(submissions, manifest.get(), piped, terms) : places.orElseThrow(),
                terms);
        if (plan.source() instanceof SubmitSource.Files files && submissions.isOwn(terms, files.to())) {
            throw options.wrong("--upload-to: artifacts go to %s; name another place".formatted(files.to()));
        }
        JobState job = submissions.begin(plan, ahead, rate);
        if (dryRun) return print(job, submissions.forecast(job));
        tell(job, piped);
        return JobTerminal.run(spec, jobs, job, listener -> submissions.open(job, listener));
    }

    private void checkPipeline(Jobs jobs, SubmitTerms terms, boolean linesMayName) {
        if (terms.pipeline().isEmpty()) {
            if (linesMayName) return;
            throw options.wrong("--pipeline: is required; there are "
                    + String.join(", ", jobs.pipelines().names()));
        }
        try {
            jobs.pipelines().check(terms.pipeline().get(), terms.parameters());
        } catch (FailedException e) {
            throw options.wrong("--" + e.getMessage());
        }
    }

    private SubmitSource checked(Submissions submissions, String manifest, boolean piped, SubmitTerms terms) {
        Optional<String> file = piped
                ? Optional.empty()
                : Optional.of(Path.of(manifest).toAbsolutePath().normalize().toString());
        ManifestCheck check = submissions.check(file, terms);
        check.report(piped ? "standard input" : manifest).ifPresent(report -> {
            throw new StartException(report);
        });
        return new SubmitSource.Manifest(file, check.sha256(), check.requests());
    }

    private void tell(JobState job, boolean piped) {
        PrintWriter err = spec.commandLine().getErr();
        if (job.sent() > 0) {
            err.printf("%s was begun and not ended; this goes on behind %d requests%n", job.id(), job.sent());
        }
        if (piped) {
            err.println(
                    "Standard input cannot be read again: where this is interrupted, run it again with the same input;"
                            + " `submit resume` could not go on.");
        }
        err.flush();
    }

    private int print(JobState job, Submissions.Sized sized) {
        JobReport report = new JobReport(spec.commandLine().getOut());
        report.line("job", job.id() + (job.sent() > 0 ? ", which was begun and has sent " + job.sent() : ""));
        report.line("plan", job.plan().summary());
        report.print(sized.forecast());
        sized.bytes().ifPresent(bytes -> report.line("to upload", "at most " + new ByteSize(bytes)));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
