package io.kirinuki.evaluation;

import io.kirinuki.evaluation.Matching.Named;
import io.kirinuki.evaluation.Matching.Pair;
import io.kirinuki.evaluation.Matching.Problem;
import io.kirinuki.evaluation.Stock.Item;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Mask;
import io.kirinuki.image.decode.MaskFile;
import io.kirinuki.image.draw.DifferenceSheet;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.Done;
import io.kirinuki.outcome.Outcome.Failed;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;

/**
 * Masks of two stocks compared with each other, as many at a time as there are cores. Owned by one thread.
 *
 * @param threshold alpha of at least this share is subject to a prediction; to the truth it is one half
 * @param ignored value of the truth at which pixels do not count
 * @param reach how far apart outlines may be and still count as the same, pixels
 */
public record MaskEvaluation(
        Stock predicted, Stock truth, NameRule rule, double threshold, OptionalInt ignored, int reach) {
    /**
     * The score of one image; {@code name} is the truth's.
     *
     * @param outline how near outlines are, 0..1; see {@link OutlineScore}
     */
    public record Scored(String name, Item predicted, Item truth, MaskScore score, double outline) implements Verdict {}

    /** A figure of each kind over all images. */
    public record Middle(double dice, double iou, double error, double outline) {}

    /** What came of an image. */
    sealed interface Verdict permits Scored, Problem {}

    /** What was measured, by name, and what could not be. */
    public record Result(List<Scored> scored, List<Problem> problems) {
        /** Means over images; empty where there are none. */
        public Optional<Middle> mean() {
            return middle(figures -> Arrays.stream(figures).average().orElseThrow());
        }

        /** Likewise medians, each by itself: of two in the middle their mean. */
        public Optional<Middle> median() {
            return middle(figures -> {
                double[] sorted = figures.clone();
                Arrays.sort(sorted);
                return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
            });
        }

        private Optional<Middle> middle(ToDoubleFunction<double[]> of) {
            if (scored.isEmpty()) return Optional.empty();
            return Optional.of(new Middle(
                    of.applyAsDouble(all(each -> each.score().dice())),
                    of.applyAsDouble(all(each -> each.score().iou())),
                    of.applyAsDouble(all(each -> each.score().error())),
                    of.applyAsDouble(all(Scored::outline))));
        }

        private double[] all(ToDoubleFunction<Scored> of) {
            return scored.stream().mapToDouble(of).toArray();
        }

        /** Those of least Dice, the least first. */
        public List<Scored> worst(int most) {
            return scored.stream()
                    .sorted(Comparator.comparingDouble(each -> each.score().dice()))
                    .limit(most)
                    .toList();
        }
    }

    public static MaskEvaluation of(
            Stock predicted, Stock truth, String role, double threshold, OptionalInt ignored, int reach) {
        return new MaskEvaluation(predicted, truth, new NameRule(role), threshold, ignored, reach);
    }

    /** Brings the files together; only then is it known how many there are. */
    public Matching<Item, Item> match() throws FailedException, InterruptedException {
        return Matching.of(masks(predicted), masks(truth));
    }

    /** All images, or only those that say they are masks where any does: other artifacts may lie beside them. */
    private List<Named<Item>> masks(Stock stock) throws FailedException, InterruptedException {
        List<Item> images = stock.items().stream().filter(Item::isImage).toList();
        boolean anyMarked = images.stream().anyMatch(item -> rule.isMarked(item.name()));
        return images.stream()
                .filter(item -> !anyMarked || rule.isMarked(item.name()))
                .map(item -> new Named<>(rule.name(item.name()), item.place(), item))
                .toList();
    }

    /** Reads and measures; {@code done} hears how many are. */
    public Result score(Matching<Item, Item> matching, LongConsumer done) throws InterruptedException {
        ExecutorService cores =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Verdict>> verdicts = new ArrayList<>();
            for (var pair : matching.pairs()) verdicts.add(cores.submit(() -> score(pair)));
            List<Scored> scored = new ArrayList<>();
            List<Problem> problems = new ArrayList<>(matching.problems());
            for (int i = 0; i < verdicts.size(); i++) {
                switch (verdicts.get(i).get()) {
                    case Scored score -> scored.add(score);
                    case Problem problem -> problems.add(problem);
                }
                done.accept(i + 1L);
            }
            return new Result(List.copyOf(scored), List.copyOf(problems));
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } finally {
            cores.shutdownNow();
        }
    }

    private Verdict score(Pair<Item, Item> pair) throws InterruptedException {
        Item guessed = pair.predicted().value();
        Item known = pair.truth().value();
        try (Mask guess = mask(predicted, guessed);
                Mask fact = mask(truth, known)) {
            if (!guess.size().equals(fact.size())) {
                return new Problem(
                        pair.name(),
                        "%s is %s, %s is %s".formatted(guessed.place(), guess.size(), known.place(), fact.size()));
            }
            return new Scored(
                    pair.name(),
                    guessed,
                    known,
                    MaskScore.of(guess, fact, threshold, ignored),
                    OutlineScore.of(guess, fact, threshold, ignored, reach));
        } catch (Unreadable e) {
            return new Problem(pair.name(), e.getMessage());
        }
    }

    private static Mask mask(Stock stock, Item item) throws Unreadable, InterruptedException {
        return switch (Outcome.of(() -> MaskFile.read(stock.read(item)).orThrow())) {
            case Done<Mask>(Mask mask) -> mask;
            case Failed<Mask>(var failure) -> throw new Unreadable(item.place() + ": " + failure.message());
        };
    }

    /** What an image was measured by, for people to look at. */
    public interface Masks<R> {
        R of(Mask predicted, Mask truth) throws FailedException, InterruptedException;
    }

    /** Both masks of an image; fails where one is not to be had any more. */
    public <R> R with(Scored scored, Masks<R> use) throws FailedException, InterruptedException {
        try (Mask guess = MaskFile.read(predicted.read(scored.predicted())).orThrow();
                Mask fact = MaskFile.read(truth.read(scored.truth())).orThrow()) {
            return use.of(guess, fact);
        }
    }

    /** A PNG for people: the images of least Dice, with what is missing in blue and what is too much in red. */
    public Blob picture(Result result, int most) throws InterruptedException {
        try (DifferenceSheet sheet = new DifferenceSheet()) {
            for (Scored each : result.worst(most)) {
                try (Mask guess = mask(predicted, each.predicted());
                        Mask fact = mask(truth, each.truth())) {
                    String dice =
                            String.format(Locale.ROOT, "%.4f", each.score().dice());
                    sheet.add(dice, each.name(), guess, fact, threshold);
                } catch (Unreadable gone) {
                    // It was read a moment ago, and its figures stand; the picture goes without.
                }
            }
            return sheet.png();
        }
    }

    private static final class Unreadable extends Exception {
        Unreadable(String message) {
            super(message, null, false, false);
        }
    }
}
