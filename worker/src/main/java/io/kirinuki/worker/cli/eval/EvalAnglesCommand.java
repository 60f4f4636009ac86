package io.kirinuki.worker.cli.eval;

import io.kirinuki.evaluation.AngleScore;
import io.kirinuki.evaluation.AngleScore.Turn;
import io.kirinuki.evaluation.Findings;
import io.kirinuki.evaluation.Matching.Problem;
import io.kirinuki.image.draw.AngleChart;
import io.kirinuki.image.draw.AngleChart.Dot;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.cli.ReportFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Angles against true angles. */
@Command(
        name = "angles",
        description = "Measures angles against true angles: mean absolute error and share within 5 degrees, around the"
                + " circle and plain.",
        mixinStandardHelpOptions = true,
        footerHeading =
                "%nAngles are read from CSV files with the columns name and degrees, from .jsonl files with such"
                        + " an object a line, from results.jsonl and from sidecars result.json.%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all measured",
            "1:broken; the log says why",
            "2:wrong usage or configuration, or a place that cannot be read",
            "3:some could not be measured; each is named with its reason",
            "130:stopped by Ctrl-C"
        })
final class EvalAnglesCommand implements Callable<Integer> {
    private record Image(String name, double predicted, double truth, double error) {}

    /** What the report holds. */
    private record Report(Optional<AngleScore> angles, List<Image> images, List<Problem> problems) {}

    @Spec
    private CommandSpec spec;

    @Mixin
    private final EvalPlaces places;

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Draw the errors into this PNG: around the circle by true angle, and as box plots.")
    private Optional<Path> picture = Optional.empty();

    EvalAnglesCommand(Map<String, String> environment) {
        places = new EvalPlaces(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        try (places) {
            var matching = Findings.match(
                    Findings.in(places.predicted(), Findings.DEGREES), Findings.in(places.truth(), Findings.DEGREES));
            var images = matching.pairs().stream()
                    .map(pair -> image(
                            pair.name(),
                            new Turn(pair.predicted().value(), pair.truth().value())))
                    .toList();
            var turns = images.stream()
                    .map(image -> new Turn(image.predicted(), image.truth()))
                    .toList();
            Optional<AngleScore> score = turns.isEmpty() ? Optional.empty() : Optional.of(AngleScore.of(turns));
            print(score);
            if (picture.isPresent() && score.isPresent()) draw(turns, score.get(), picture.get());
            var report = new Report(score, images, matching.problems());
            return EvalOutput.end(spec, matching.problems(), places.report(), report);
        } catch (FailedException e) {
            throw new StartException(e.getMessage(), e);
        }
    }

    private static void draw(List<Turn> turns, AngleScore score, Path file) {
        List<Dot> dots =
                turns.stream().map(turn -> new Dot(turn.truth(), turn.error())).toList();
        String title = "%d angles: mean error %.2f degrees, %s within 5"
                .formatted(score.count(), score.error(), EvalOutput.percent(score.near()));
        ReportFile.write(file, AngleChart.png(title, dots));
    }

    private static Image image(String name, Turn turn) {
        return new Image(name, turn.predicted(), turn.truth(), turn.error());
    }

    private void print(Optional<AngleScore> found) {
        var out = spec.commandLine().getOut();
        out.println("Angles        " + found.map(AngleScore::count).orElse(0));
        found.ifPresent(score -> {
            out.println("MAE           " + EvalOutput.number(score.error()) + " degrees, around the circle");
            out.println("within 5      " + EvalOutput.percent(score.near()));
            out.println("plain MAE     " + EvalOutput.number(score.plainError()) + " degrees");
            out.println("plain, in 5   " + EvalOutput.percent(score.plainNear()));
        });
    }
}
