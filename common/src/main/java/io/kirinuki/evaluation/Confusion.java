package io.kirinuki.evaluation;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * How often which label was predicted for which: {@code counts[t][p]} images of label {@code t} were taken for {@code p}.
 * After K. Pearson, On the Theory of Contingency, 1904.
 */
public final class Confusion {
    /** A predicted label, the most likely one, and the true one. */
    public record Guess(String predicted, String truth) {}

    private final List<String> labels;
    private final long[][] counts;

    private Confusion(List<String> labels, long[][] counts) {
        this.labels = labels;
        this.counts = counts;
    }

    public static Confusion of(Collection<Guess> guesses) {
        TreeSet<String> all = new TreeSet<>();
        for (Guess guess : guesses) {
            all.add(guess.predicted());
            all.add(guess.truth());
        }
        List<String> labels = List.copyOf(all);
        long[][] counts = new long[labels.size()][labels.size()];
        for (Guess guess : guesses) {
            counts[all.headSet(guess.truth()).size()][
                    all.headSet(guess.predicted()).size()]++;
        }
        return new Confusion(labels, counts);
    }

    /** All that occur, in alphabetical order. */
    public List<String> labels() {
        return labels;
    }

    /** Rows are true labels, columns predicted ones. */
    public long[][] counts() {
        long[][] copy = new long[counts.length][];
        for (int i = 0; i < counts.length; i++) copy[i] = counts[i].clone();
        return copy;
    }

    /** Share of images whose predicted label is the true one, 0..1: top-1 accuracy. Not a number where there is no image. */
    public double accuracy() {
        long right = 0;
        long all = 0;
        for (int truth = 0; truth < counts.length; truth++) {
            right += counts[truth][truth];
            for (long count : counts[truth]) all += count;
        }
        return (double) right / all;
    }
}
