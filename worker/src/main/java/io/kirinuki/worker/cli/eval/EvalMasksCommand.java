package io.kirinuki.worker.cli.eval;

import io.kirinuki.evaluation.MaskEvaluation;
import io.kirinuki.evaluation.MaskEvaluation.Middle;
import io.kirinuki.evaluation.Matching;
import io.kirinuki.evaluation.Matching.Problem;
import io.kirinuki.evaluation.PhotosOf;
import io.kirinuki.evaluation.Stock.Item;
import io.kirinuki.evaluation.sheet.MaskSheet;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.cli.Progress;
import io.kirinuki.worker.cli.ReportFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Masks against true masks. */
@Command(
        name = "masks",
        description = "Measures masks against true masks: Dice, IoU, mean absolute error, outlines.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFiles belong together by the path of their image, whatever the extension and without the"
                + " role: cars/cat.jpg@VERSION/mask.png, cars/cat.mask.png and cars/cat.gif do.%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all measured",
            "1:broken; the log says why",
            "2:wrong usage or configuration, or a place that cannot be listed",
            "3:some could not be measured; each is named with its reason",
            "130:stopped by Ctrl-C"
        })
final class EvalMasksCommand implements Callable<Integer> {
    private static final int WORST = 12;
    private static final int MOST_REACH = 50;

    /** What the report holds. */
    private record Report(
            double threshold,
            int masks,
            Optional<Middle> mean,
            Optional<Middle> median,
            List<MaskEvaluation.Scored> images,
            List<Problem> problems) {}

    @Spec
    private CommandSpec spec;

    @Mixin
    private final EvalPlaces places;

    @Option(
            names = "--threshold",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "Alpha of at least this share is subject, for Dice and IoU (default: ${DEFAULT-VALUE}).")
    private double threshold;

    @Option(
            names = "--role",
            paramLabel = "NAME",
            defaultValue = "mask",
            description = "The artifact to measure where there are others beside it (default: ${DEFAULT-VALUE}).")
    private String role;

    @Option(
            names = "--ignore",
            paramLabel = "VALUE",
            description = "Leave out pixels at which the truth has this value, 0 to 255, as 128 in a trimap.")
    private Optional<Integer> ignored = Optional.empty();

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Draw the " + WORST + " worst into this PNG: red is too much, blue is missing.")
    private Optional<Path> picture = Optional.empty();

    @Option(
            names = "--reach",
            paramLabel = "PIXELS",
            defaultValue = "2",
            description = "So far apart outlines still count as the same, 0 to 50 (default: ${DEFAULT-VALUE}).")
    private int reach;

    @Mixin
    private final EvalSheet sheet = new EvalSheet();

    EvalMasksCommand(Map<String, String> environment) {
        places = new EvalPlaces(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!(threshold >= 0 && threshold <= 1)) throw wrong("--threshold: a share is 0 to 1, not " + threshold);
        if (ignored.isPresent() && (ignored.get() < 0 || ignored.get() > 255)) {
            throw wrong("--ignore: a value is 0 to 255, not " + ignored.get());
        }
        if (reach < 0 || reach > MOST_REACH)
            throw wrong("--reach: 0 to %d pixels, not %d".formatted(MOST_REACH, reach));
        try (places) {
            var evaluation = MaskEvaluation.of(
                    places.predicted(),
                    places.truth(),
                    role,
                    threshold,
                    ignored.map(OptionalInt::of).orElse(OptionalInt.empty()),
                    reach);
            Matching<Item, Item> matching = evaluation.match();
            MaskEvaluation.Result result = scored(evaluation, matching);
            if (picture.isPresent()) ReportFile.write(picture.get(), evaluation.picture(result, WORST));
            if (sheet.file().isPresent()) write(evaluation, result, sheet.file().get());
            return print(result);
        } catch (FailedException e) {
            throw new StartException(e.getMessage(), e);
        }
    }

    private void write(MaskEvaluation evaluation, MaskEvaluation.Result result, Path file)
            throws FailedException, InterruptedException {
        var names = result.scored().stream().map(MaskEvaluation.Scored::name).toList();
        Optional<PhotosOf> photos = Optional.empty();
        if (sheet.photos().isPresent()) {
            photos = Optional.of(
                    PhotosOf.these(names, places.photos(sheet.photos().get())));
        }
        ReportFile.write(file, new MaskSheet(evaluation, result, photos).html(sheet.most()));
    }

    private MaskEvaluation.Result scored(MaskEvaluation evaluation, Matching<Item, Item> matching)
            throws InterruptedException {
        long total = matching.pairs().size();
        try (var progress = Progress.of(
                "Measuring", Progress.Unit.IMAGES, 0, total, spec.commandLine().getErr())) {
            return evaluation.score(matching, progress::reach);
        }
    }

    private int print(MaskEvaluation.Result result) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Masks   " + result.scored().size());
        result.mean().ifPresent(mean -> {
            var worst = result.worst(1).getFirst();
            String least = "%s: %s".formatted(EvalOutput.number(worst.score().dice()), worst.name());
            out.println("Dice    " + EvalOutput.number(mean.dice()) + ", least " + least);
            out.println("IoU     " + EvalOutput.number(mean.iou()));
            out.println("MAE     " + EvalOutput.number(mean.error()) + " of alpha 0..1");
            out.println("outline " + EvalOutput.number(mean.outline()) + " F within " + reach + " px");
        });
        result.median()
                .ifPresent(median -> out.printf(
                        "medians Dice %s, IoU %s, MAE %s, outline %s%n",
                        EvalOutput.number(median.dice()),
                        EvalOutput.number(median.iou()),
                        EvalOutput.number(median.error()),
                        EvalOutput.number(median.outline())));
        var report = new Report(
                threshold, result.scored().size(), result.mean(), result.median(), result.scored(), result.problems());
        return EvalOutput.end(spec, result.problems(), places.report(), report);
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
