package io.kirinuki.worker.cli.job;

import io.kirinuki.evaluation.change.AlphaComparison.Incomparable;
import io.kirinuki.evaluation.change.AlphaComparison.Result;
import io.kirinuki.evaluation.change.AlphaComparison.Scored;
import io.kirinuki.evaluation.change.Change;
import io.kirinuki.evaluation.change.ChangeFigures;
import io.kirinuki.evaluation.change.ChangeFigures.Counted;
import io.kirinuki.evaluation.change.Distribution;
import io.kirinuki.image.Blob;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.worker.job.journal.JobState;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a replay has changed, in lines for people and as JSON for programs.
 *
 * @param answers to the replay
 */
record ReplayDiffReport(JobState job, long answers, ChangeFigures figures, Result result) {
    private static final int MOST_LABELS = 10;
    private static final int MOST_NAMED = 3;
    private static final int BAR = 40;

    /** What the JSON holds; images are those that were compared, the most changed first. */
    private record File(
            String job,
            String plan,
            long answers,
            ChangeFigures figures,
            Optional<Distribution> iou,
            double meanError,
            Map<String, Long> notCompared,
            List<Image> images,
            List<Problem> problems) {}

    private record Image(
            ImageSource source,
            double iou,
            double error,
            Optional<Double> uncertaintyBefore,
            Optional<Double> uncertainty,
            ObjectRef before,
            ObjectRef after) {
        private static Image of(Scored scored) {
            Change change = scored.change();
            return new Image(
                    change.after().source().object(),
                    scored.iou(),
                    scored.error(),
                    change.before().uncertainty(),
                    change.after().uncertainty(),
                    scored.layers().before().object(),
                    scored.layers().after().object());
        }
    }

    private record Problem(ImageSource source, String reason, String detail) {
        private static Problem of(Incomparable one) {
            return new Problem(
                    one.change().after().source().object(), one.reason().words(), one.detail());
        }
    }

    /** One line. */
    String summary() {
        return "%s; %d of %d answered".formatted(job.plan().summary(), answers, job.expected());
    }

    Blob json() {
        File file = new File(
                job.id(),
                job.plan().summary(),
                answers,
                figures,
                result.distribution(figures),
                result.meanError(figures),
                reasons(),
                result.inOrder().stream().map(Image::of).toList(),
                result.incomparable().stream().map(Problem::of).toList());
        return Blob.of(Json.MAPPER.writeValueAsBytes(file));
    }

    private SortedMap<String, Long> reasons() {
        SortedMap<String, Long> reasons = new TreeMap<>();
        result.reasons().forEach((reason, count) -> reasons.put(reason.words(), count));
        return reasons;
    }

    void print(PrintWriter out) {
        JobReport lines = new JobReport(out);
        lines.line("job", job.id());
        lines.line("plan", job.plan().summary());
        lines.line("answered", "%d of %d".formatted(answers, job.expected()));
        lines.line(
                "pairs",
                "%d: %d the same work, %d compared, %d not compared"
                        .formatted(
                                figures.pairs(),
                                figures.unchanged(),
                                result.scored().size(),
                                result.incomparable().size()));
        if (!result.incomparable().isEmpty()) lines.line("", JobReport.counts(reasons()));
        printAnswers(lines);
        figures.models()
                .forEach(change ->
                        lines.line("model", "%s: %d".formatted(change.what().title(), change.count())));
        printLabels(lines);
        figures.angles()
                .ifPresent(angles -> lines.line(
                        "degrees",
                        String.format(
                                Locale.ROOT,
                                "mean %.2f away from before, at most %.2f",
                                angles.mean(),
                                angles.greatest())));
        printApart(lines, figures.turnedMost());
        result.distribution(figures).ifPresent(spread -> printSpread(lines, spread));
        out.flush();
    }

    private void printAnswers(JobReport lines) {
        if (!figures.mended().isEmpty()) lines.line("mended", JobReport.counts(figures.mended()));
        if (!figures.broken().isEmpty()) lines.line("broken", JobReport.counts(figures.broken()));
        if (!figures.failing().isEmpty()) lines.line("failing", JobReport.counts(figures.failing()));
        if (figures.unanswered() > 0) lines.line("first", figures.unanswered() + " had no answer before");
    }

    private void printLabels(JobReport lines) {
        if (figures.labelled() == 0) return;
        lines.line("labels", "%d of %d changed".formatted(figures.relabelled(), figures.labelled()));
        for (Counted<ChangeFigures.LabelChange> change :
                figures.labels().stream().limit(MOST_LABELS).toList()) {
            lines.line(
                    "",
                    "%s -> %s: %d"
                            .formatted(change.what().before(), change.what().after(), change.count()));
        }
        printApart(lines, figures.relabelledMost());
    }

    /** The worst by name; the JSON has more of them. */
    private static void printApart(JobReport lines, List<ChangeFigures.Apart> images) {
        images.stream()
                .limit(MOST_NAMED)
                .forEach(each ->
                        lines.line("", "%s: %s -> %s".formatted(each.image().key(), each.before(), each.after())));
    }

    private void printSpread(JobReport lines, Distribution spread) {
        lines.line(
                "IoU",
                String.format(
                        Locale.ROOT,
                        "mean %.4f, median %.4f, 5th percentile %.4f, least %.4f",
                        spread.mean(),
                        spread.median(),
                        spread.fifth(),
                        spread.least()));
        lines.line("MAE", String.format(Locale.ROOT, "%.4f of alpha 0..1", result.meanError(figures)));
        for (Distribution.Bin bin : spread.bins()) {
            String bar = "#".repeat((int) Math.ceil(bin.share() * BAR));
            lines.line(
                    "",
                    String.format(Locale.ROOT, "%-7s %7d %6.1f %%  %s", bin.name(), bin.count(), 100 * bin.share(), bar)
                            .stripTrailing());
        }
        result.mostChanged(1)
                .forEach(most -> lines.line("most", "%s".formatted(most.change().key())));
    }
}
