package io.kirinuki.worker.cli.eval;

import io.kirinuki.evaluation.Confusion;
import io.kirinuki.evaluation.Confusion.Guess;
import io.kirinuki.evaluation.Findings;
import io.kirinuki.evaluation.Matching;
import io.kirinuki.evaluation.Matching.Problem;
import io.kirinuki.evaluation.PhotosOf;
import io.kirinuki.evaluation.Stock;
import io.kirinuki.evaluation.sheet.LabelSheet;
import io.kirinuki.evaluation.sheet.LabelSheet.Labelled;
import io.kirinuki.image.draw.HeatMap;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.cli.ReportFile;
import io.kirinuki.worker.cli.TextTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Labels against true labels. */
@Command(
        name = "labels",
        description = "Measures labels against true labels: top-1 accuracy, and which was taken for which.",
        mixinStandardHelpOptions = true,
        footerHeading =
                "%nLabels are read from CSV files with the columns name and label, from .jsonl files with such an"
                        + " object a line, from results.jsonl and from sidecars result.json, whose first label counts.%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all measured",
            "1:broken; the log says why",
            "2:wrong usage or configuration, or a place that cannot be read",
            "3:some could not be measured; each is named with its reason",
            "130:stopped by Ctrl-C"
        })
final class EvalLabelsCommand implements Callable<Integer> {
    /** What the report holds; counts have a row for each true label and a column for each predicted one. */
    private record Report(
            int images,
            Optional<Double> accuracy,
            List<String> labels,
            List<List<Long>> counts,
            List<Problem> problems) {}

    @Spec
    private CommandSpec spec;

    @Mixin
    private final EvalPlaces places;

    @Option(names = "--picture", paramLabel = "FILE", description = "Draw the confusion matrix into this PNG.")
    private Optional<Path> picture = Optional.empty();

    @Mixin
    private final EvalSheet sheet = new EvalSheet();

    EvalLabelsCommand(Map<String, String> environment) {
        places = new EvalPlaces(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        try (places) {
            var matching = Findings.match(
                    Findings.in(places.predicted(), Findings.LABEL), Findings.in(places.truth(), Findings.LABEL));
            var guesses = matching.pairs().stream()
                    .map(pair ->
                            new Guess(pair.predicted().value(), pair.truth().value()))
                    .toList();
            Confusion confusion = Confusion.of(guesses);
            print(confusion, guesses.size());
            if (picture.isPresent() && !guesses.isEmpty()) draw(confusion, picture.get());
            if (sheet.file().isPresent()) write(matching, sheet.file().get());
            var counts = rows(confusion);
            Optional<Double> accuracy = guesses.isEmpty() ? Optional.empty() : Optional.of(confusion.accuracy());
            var report = new Report(guesses.size(), accuracy, confusion.labels(), counts, matching.problems());
            return EvalOutput.end(spec, matching.problems(), places.report(), report);
        } catch (FailedException e) {
            throw new StartException(e.getMessage(), e);
        }
    }

    private void write(Matching<String, String> matching, Path file) throws FailedException, InterruptedException {
        List<Labelled> labelled = matching.pairs().stream()
                .map(pair -> new Labelled(
                        pair.name(), pair.predicted().value(), pair.truth().value()))
                .toList();
        Stock photos = sheet.photos()
                .map(places::photos)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--sheet: shows photos; say by --photos where they are"));
        var names = labelled.stream().map(Labelled::name).toList();
        ReportFile.write(file, new LabelSheet(labelled, PhotosOf.these(names, photos)).html(sheet.most()));
    }

    private static void draw(Confusion confusion, Path file) {
        String title = "Top-1 accuracy " + EvalOutput.percent(confusion.accuracy());
        ReportFile.write(file, HeatMap.png(title, "truth", "predicted", confusion.labels(), confusion.counts()));
    }

    private static List<List<Long>> rows(Confusion confusion) {
        List<List<Long>> rows = new ArrayList<>();
        for (long[] row : confusion.counts())
            rows.add(LongStream.of(row).boxed().toList());
        return rows;
    }

    private void print(Confusion confusion, int images) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Images  " + images);
        if (images == 0) return;
        out.println("Top-1   " + EvalOutput.percent(confusion.accuracy()));
        out.println();
        List<String> labels = confusion.labels();
        List<String> head = new ArrayList<>(List.of("truth"));
        head.addAll(labels);
        head.add("right");
        List<List<String>> table = new ArrayList<>();
        for (int truth = 0; truth < labels.size(); truth++) {
            List<Long> counts = rows(confusion).get(truth);
            long sum = counts.stream().mapToLong(count -> count).sum();
            List<String> row = new ArrayList<>(List.of(labels.get(truth)));
            counts.forEach(count -> row.add(count == 0 ? "." : Long.toString(count)));
            row.add(sum == 0 ? "" : EvalOutput.percent((double) counts.get(truth) / sum));
            table.add(row);
        }
        new TextTable(head.toArray(String[]::new)).print(table, out);
    }
}
