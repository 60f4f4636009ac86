package io.kirinuki.worker.cli.job;

import io.kirinuki.annotation.RunLengths;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.worker.cli.Printable;
import io.kirinuki.worker.cli.Progress;
import io.kirinuki.worker.cli.Version;
import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.collect.CocoForm;
import io.kirinuki.worker.job.collect.Collected;
import io.kirinuki.worker.job.collect.Collecting;
import io.kirinuki.worker.job.collect.Form;
import io.kirinuki.worker.job.collect.KaggleForm;
import io.kirinuki.worker.job.collect.MeasuresForm;
import io.kirinuki.worker.job.collect.Naming;
import io.kirinuki.worker.job.collect.SheetForm;
import io.kirinuki.worker.job.collect.ZipForm;
import io.kirinuki.worker.job.journal.JobState;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes one file of all answers to a submission or a replay. */
@Command(
        name = "collect",
        description =
                "Makes one file of all answers to a submission or a replay, in the order of its requests: a submission"
                        + " for Kaggle, a COCO file, a table, contact sheets, or the artifacts in ZIP files. Gathers"
                        + " answers while the job runs, and writes the file once all are there. The same command again"
                        + " goes on where it was interrupted.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n"
                + "  kirinuki collect submit-3f9ac01b22d4-1 --as kaggle --to submission.csv%n"
                + "  kirinuki collect submit-3f9ac01b22d4-1 --as coco --category car --to cars.json%n"
                + "  kirinuki collect replay-20261121-181530-k3f9 --as measures --to measures.csv%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the file is written, and all is in it",
            "1:broken; the log says why",
            "2:wrong usage or configuration, or a store, a topic or a disk that does not do its part; the same command"
                    + " goes on",
            "3:the file is written; some failed, are not answered, or have lost their artifacts, and are named; or the job"
                    + " was cancelled, or has not ended",
            "130:stopped by Ctrl-C; the same command goes on"
        })
public final class CollectCommand implements Callable<Integer>, Collecting.Listener {
    /** What file is made. */
    enum Kind {
        KAGGLE,
        COCO,
        MEASURES,
        SHEET,
        ZIP
    }

    private static final int SOME_MISSING = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final WorkersOptions workers;

    @Parameters(paramLabel = "ID", description = "The job's name, as `submit list` and `replay list` show it.")
    private String id;

    @Option(
            names = "--as",
            paramLabel = "KIND",
            required = true,
            description =
                    "What is made: kaggle, a CSV of names and run lengths; coco, a COCO JSON; measures, a CSV of all"
                            + " that answers say, with failures; sheet, a folder of HTML pages; zip, a folder of ZIP"
                            + " files.")
    private Kind kind;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            required = true,
            description = "The file, or the folder of sheet and zip; files that are there are replaced.")
    private Path target;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "The artifact that it is made of; without it \"rle\", of measures the first of"
                    + " each image, of sheet its first picture, of zip all.")
    private Optional<String> role = Optional.empty();

    @Option(
            names = "--names",
            paramLabel = "RULE",
            defaultValue = "FILE",
            description =
                    "How images are named: file, what stands behind the last slash of the key; key, all of it; id, the"
                            + " request's (default: file).")
    private Naming naming;

    @Option(
            names = "--header",
            paramLabel = "NAMES",
            defaultValue = "img,rle_mask",
            description = "The two columns of kaggle (default: ${DEFAULT-VALUE}).")
    private String header;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            defaultValue = "ROWS",
            description = "How kaggle reads pixels: rows, as Carvana, or columns, as Airbus (default: rows).")
    private RunLengths.Order order;

    @Option(
            names = "--blank",
            description = "Give images that failed a row with an empty mask in kaggle, which wants one for each.")
    private boolean blank;

    @Option(
            names = "--category",
            paramLabel = "NAME",
            defaultValue = "subject",
            description = "The category in coco of images without labels (default: ${DEFAULT-VALUE}).")
    private String category;

    @Option(
            names = "--page",
            paramLabel = "N",
            defaultValue = "100",
            description = "Pictures on a page of sheet (default: ${DEFAULT-VALUE}).")
    private int perPage;

    @Option(
            names = "--part",
            paramLabel = "MB",
            defaultValue = "1000",
            description = "Megabytes of a part of zip (default: ${DEFAULT-VALUE}).")
    private int partMegabytes;

    @Option(names = "--now", description = "Write what is there by now, and do not wait for what is not.")
    private boolean now;

    private Optional<Progress> progress = Optional.empty();
    private long shown;

    private CollectCommand(Map<String, String> environment) {
        workers = new WorkersOptions(environment);
    }

    public static CommandLine commandLine(Map<String, String> environment) {
        return new CommandLine(new CollectCommand(environment)).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws InterruptedException {
        checkOptions();
        WorkerConfig config = workers.config();
        Jobs jobs = workers.jobs();
        JobState job = jobs.find(id);
        Collected collected;
        try (ObjectStore store = new MinioStore(config.store().ofArtifacts().orElseGet(config.store()::connection))) {
            collected = new Collecting(
                            jobs, job, form(store), target.toAbsolutePath().normalize(), !now, store, this)
                    .run();
        } finally {
            progress.ifPresent(Progress::close);
        }
        print(job, collected);
        return collected.isWhole() ? 0 : SOME_MISSING;
    }

    private List<String> columns() {
        return List.of(header.split(",", -1));
    }

    private void checkOptions() {
        boolean folder = kind == Kind.SHEET || kind == Kind.ZIP;
        Path whole = target.toAbsolutePath().normalize();
        if (whole.getFileName() == null || (Files.exists(whole) && Files.isDirectory(whole) != folder)) {
            String what = folder ? "a folder, or one that is not there yet," : "a file, and no folder,";
            throw wrong("--to: %s expected, found %s".formatted(what, target));
        }
        if (columns().size() != 2 || columns().stream().anyMatch(String::isBlank)) {
            throw wrong("--header: two names such as img,rle_mask expected, found \"%s\"".formatted(header));
        }
        if (perPage < 1 || perPage > SheetForm.MOST_PER_PAGE) {
            throw wrong("--page: 1 to %d expected, found %d".formatted(SheetForm.MOST_PER_PAGE, perPage));
        }
        if (partMegabytes < 1 || partMegabytes > ZipForm.MOST_MEGABYTES) {
            throw wrong("--part: 1 to %d MB expected, found %d".formatted(ZipForm.MOST_MEGABYTES, partMegabytes));
        }
    }

    private Form form(ObjectStore store) {
        return switch (kind) {
            case KAGGLE -> new KaggleForm(role.orElse("rle"), order, naming, columns(), blank);
            case COCO -> new CocoForm(role.orElse("rle"), naming, category);
            case MEASURES -> new MeasuresForm(role);
            case SHEET -> new SheetForm(role, naming, perPage, id);
            case ZIP -> new ZipForm(role, naming, partMegabytes * 1_000_000L, store);
        };
    }

    private void print(JobState job, Collected collected) {
        PrintWriter out = spec.commandLine().getOut();
        JobReport report = new JobReport(out);
        report.line("job", job.id());
        if (collected.isOfAPart()) report.line("part", "the job had more to send, or has not ended");
        report.line("made", Long.toString(collected.made()));
        report.line("failed", JobReport.counts(collected.failed()));
        if (collected.lost() > 0)
            report.line("lost", collected.lost() + ", whose artifacts are not to be had any more");
        if (collected.unanswered() > 0) report.line("unanswered", Long.toString(collected.unanswered()));
        report.line("written", "%s, as %s".formatted(target, kind.name().toLowerCase(Locale.ROOT)));
        collected.named().forEach(line -> out.println(Printable.line(line)));
        out.flush();
    }

    @Override
    public void reached(long answered, long requests) {
        if (progress.isPresent() && answered == shown) return;
        shown = answered;
        if (progress.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            progress = Optional.of(Progress.of("collect", Progress.Unit.IMAGES, answered, requests, err));
        }
        progress.get().reach(answered);
    }

    @Override
    public void quiet(Duration how, JobState job, long answered, boolean taken) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf(
                "No answer for %d s, and %d of %d requests are answered%s%s. This goes on when more come; --now writes"
                        + " what is there.%n",
                how.toSeconds(),
                answered,
                job.sent(),
                job.status() == JobState.Status.OPEN ? "; the job is not ended, and may send more" : "",
                taken
                        ? "; the results topic has lost records since, by its retention, and answers with them perhaps"
                        : "");
        err.flush();
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
