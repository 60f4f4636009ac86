package io.kirinuki.worker.cli.models;

import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.catalogue.CatalogueException;
import io.kirinuki.catalogue.InstalledModel;
import io.kirinuki.evaluation.Stock;
import io.kirinuki.evaluation.Stock.Item;
import io.kirinuki.evaluation.change.Distribution;
import io.kirinuki.evaluation.version.VersionComparison;
import io.kirinuki.evaluation.version.VersionComparison.Result;
import io.kirinuki.model.ModelException;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.cli.Progress;
import io.kirinuki.worker.cli.ReportFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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

/** Two versions of a model, or two models, asked the same photos. */
@Command(
        name = "compare",
        description =
                "Asks two models that tell subjects from grounds the same photos: how much their masks differ, which"
                        + " the most, and what a run takes of a processor. No worker, broker or store is needed.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all compared",
            "2:wrong usage, or a model that does not load",
            "3:some photos could not be read; each is named with its reason",
            "130:stopped by Ctrl-C"
        })
final class ModelsCompareCommand implements Callable<Integer> {
    private static final int MOST = 500;
    private static final int MOST_NAMED = 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ModelPlaces places;

    @Parameters(
            index = "0",
            paramLabel = "OLD",
            description = "NAME@VERSION of an installed model, or a model's folder.")
    private String old;

    @Parameters(index = "1", paramLabel = "NEW", description = "Likewise.")
    private String fresh;

    @Parameters(index = "2", paramLabel = "PHOTOS", description = "A folder of photos.")
    private Path photos;

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "Show how IoU is spread, and what changed most, on this page, one HTML file.")
    private Optional<Path> page = Optional.empty();

    @Option(
            names = "--most",
            paramLabel = "COUNT",
            defaultValue = "20",
            description = "How many photos the page shows, 1 to " + MOST + " (default: ${DEFAULT-VALUE}).")
    private int most;

    ModelsCompareCommand(Map<String, String> environment) {
        places = new ModelPlaces(environment);
    }

    @Override
    public Integer call() throws CatalogueException, InterruptedException {
        if (most < 1 || most > MOST) throw wrong("--most: 1 to %d expected, found %d".formatted(MOST, most));
        if (!Files.isDirectory(photos)) throw wrong("PHOTOS: there is no folder " + photos);
        try (var comparison =
                VersionComparison.of(new Stock.Folder(photos), folder("OLD", old), folder("NEW", fresh))) {
            Result result = compared(comparison);
            if (page.isPresent()) {
                ReportFile.write(page.get(), comparison.page(old + " and " + fresh, result, most));
            }
            return print(result);
        } catch (ModelException | AcceleratorException | FailedException e) {
            throw new StartException(e.getMessage(), e);
        }
    }

    private Result compared(VersionComparison comparison) throws FailedException, InterruptedException {
        List<Item> items = comparison.items();
        PrintWriter err = spec.commandLine().getErr();
        try (var progress = Progress.of("Comparing", Progress.Unit.IMAGES, 0, items.size(), err)) {
            return comparison.compare(items, progress::reach);
        }
    }

    private Path folder(String which, String model) throws CatalogueException {
        if (Files.exists(Path.of(model).resolve("model.yaml"))) return Path.of(model);
        int at = model.lastIndexOf('@');
        List<InstalledModel> named = places.installed(at < 0 ? model : model.substring(0, at));
        return named.stream()
                .filter(each -> at < 0 || each.version().equals(model.substring(at + 1)))
                .reduce((earlier, later) -> later)
                .map(InstalledModel::folder)
                .orElseThrow(() -> wrong("%s: %s is neither a folder with a model.yaml nor installed in %s"
                        .formatted(which, model, places.directory())));
    }

    private int print(Result result) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Photos      " + result.compared().size());
        Optional<Distribution> distribution = result.distribution();
        if (distribution.isPresent()) {
            Distribution spread = distribution.get();
            out.printf(
                    Locale.ROOT,
                    "IoU         mean %.4f, median %.4f, 5th percentile %.4f, least %.4f%n",
                    spread.mean(),
                    spread.median(),
                    spread.fifth(),
                    spread.least());
            for (var bin : spread.bins()) {
                out.printf(Locale.ROOT, "  %-9s %6d  %5.1f %%%n", bin.name(), bin.count(), 100 * bin.share());
            }
            out.printf(Locale.ROOT, "difference  %.4f of alpha 0..1%n", result.meanError());
            out.printf(Locale.ROOT, "a run       %.1f ms of CPU, was %.1f%n", result.after(), result.before());
        }
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        result.problems().stream()
                .limit(MOST_NAMED)
                .forEach(problem -> err.printf("%s: %s%n", problem.name(), problem.what()));
        int unnamed = result.problems().size() - MOST_NAMED;
        if (unnamed > 0) err.printf("and %d more%n", unnamed);
        err.flush();
        return result.problems().isEmpty() ? 0 : 3;
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
