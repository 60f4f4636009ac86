package io.kirinuki.worker.cli.job;

import io.kirinuki.evaluation.change.AlphaComparison;
import io.kirinuki.evaluation.change.Change;
import io.kirinuki.evaluation.change.ChangeFigures;
import io.kirinuki.evaluation.change.ChangePage;
import io.kirinuki.image.Blob;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.cli.Progress;
import io.kirinuki.worker.cli.ReportFile;
import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.job.replay.ReplayDiff;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a replay has changed: old results against new ones, in figures and on a page with pictures. */
@Command(
        name = "diff",
        description = "Compares what a replay has made with what there was before: how many are the same, IoU and"
                + " difference of alpha, failures that came and went, models and labels. May be asked for while the"
                + " replay goes on.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all compared that can be",
            "1:broken; the log says why",
            "2:wrong usage or configuration, no such replay, or topics that are missing",
            "3:artifacts are gone or cannot be read; --report names each",
            "130:stopped by Ctrl-C"
        })
final class ReplayDiffCommand implements Callable<Integer> {
    private static final int SOME_MISSING = 3;
    private static final int MOST_SHOWN = 200;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final WorkersOptions workers;

    @Parameters(paramLabel = "ID", description = "The replay's name, as list shows it.")
    private String id;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write a page to this file, HTML that needs no other file: the figures, and the images that"
                    + " changed most, before and after.")
    private Optional<Path> page = Optional.empty();

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "20",
            description = "Show so many images on the page (default: ${DEFAULT-VALUE}).")
    private int most;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write all figures, and those of every image, to this file, as JSON.")
    private Optional<Path> report = Optional.empty();

    ReplayDiffCommand(Map<String, String> environment) {
        workers = new WorkersOptions(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (most < 0 || most > MOST_SHOWN) {
            throw new ParameterException(
                    spec.commandLine(), "--most: 0 to %d expected, found %d".formatted(MOST_SHOWN, most));
        }
        WorkerConfig config = workers.config();
        ReplayDiff diff = ReplayDiff.of(workers.jobs(), id);
        ReplayDiff.Found found = read(diff);
        ChangeFigures figures = found.tally().figures();
        StoreConfig artifacts = config.store().ofArtifacts().orElseGet(config.store()::connection);
        try (ObjectStore store = new MinioStore(artifacts)) {
            AlphaComparison.Result result = compared(found.tally().changes(), store);
            ReplayDiffReport told = new ReplayDiffReport(diff.job(), found.answers(), figures, result);
            told.print(spec.commandLine().getOut());
            if (report.isPresent()) ReportFile.write(report.get(), told.json());
            if (page.isPresent()) {
                ChangePage html = new ChangePage(id, told.summary(), figures, result);
                ReportFile.write(page.get(), drawn(html, store));
            }
            boolean missing = result.incomparable().stream()
                    .anyMatch(each -> each.reason().isLoss());
            return missing ? SOME_MISSING : 0;
        }
    }

    private ReplayDiff.Found read(ReplayDiff diff) {
        try (Progress progress = progress("Reading answers", Progress.Unit.RECORDS, diff.length())) {
            return diff.read(progress::reach);
        }
    }

    private AlphaComparison.Result compared(List<Change> changes, ObjectStore store) throws InterruptedException {
        try (Progress progress = progress("Comparing", Progress.Unit.IMAGES, changes.size())) {
            return new AlphaComparison(store).compare(changes, progress::reach);
        }
    }

    private Blob drawn(ChangePage html, ObjectStore store) throws InterruptedException {
        int shown = html.result().mostChanged(most).size();
        try (Progress progress = progress("Drawing", Progress.Unit.IMAGES, shown)) {
            return html.html(most, store, progress::reach);
        }
    }

    private Progress progress(String what, Progress.Unit unit, long total) {
        return Progress.of(what, unit, 0, total, spec.commandLine().getErr());
    }
}
