package io.kirinuki.evaluation.change;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How figures of 0..1, of which 1 is best, are spread.
 *
 * @param median of an even number, the mean of both in the middle
 * @param fifth the 5th percentile by nearest rank: no fewer than 5 % are at most this
 */
public record Distribution(long count, double mean, double median, double fifth, double least, List<Bin> bins) {
    private static final double[] FROM = {1, 0.99, 0.95, 0.9, 0.8, 0.5, 0};
    private static final List<String> NAMES =
            List.of("1.0", ">= 0.99", ">= 0.95", ">= 0.9", ">= 0.8", ">= 0.5", "below");

    /** Figures from that on, as far as they do not fit the bin before; {@code share} 0..1. */
    public record Bin(String name, double from, long count, double share) {}

    /** @param ones how many more there are, all of them 1; empty where there is nothing at all */
    public static Optional<Distribution> of(double[] figures, long ones) {
        if (figures.length + ones == 0) return Optional.empty();
        return Optional.of(of(new Sorted(figures, ones)));
    }

    private static Distribution of(Sorted sorted) {
        long count = sorted.count();
        double mean = (Arrays.stream(sorted.figures).sum() + sorted.ones) / count;
        double median = (sorted.at((count - 1) / 2) + sorted.at(count / 2)) / 2;
        double fifth = sorted.at((count + 19) / 20 - 1);
        return new Distribution(count, mean, median, fifth, sorted.at(0), sorted.bins());
    }

    /** From the least on; the ones stand at the end without taking memory. */
    private static final class Sorted {
        private final double[] figures;
        private final long ones;

        private Sorted(double[] figures, long ones) {
            this.figures = figures.clone();
            this.ones = ones;
            Arrays.sort(this.figures);
        }

        private long count() {
            return figures.length + ones;
        }

        private double at(long index) {
            return index < figures.length ? figures[(int) index] : 1;
        }

        private List<Bin> bins() {
            long[] counts = new long[FROM.length];
            counts[0] = ones;
            for (double figure : figures) {
                int bin = 0;
                while (figure < FROM[bin]) bin++;
                counts[bin]++;
            }
            List<Bin> bins = new ArrayList<>();
            for (int i = 0; i < counts.length; i++) {
                bins.add(new Bin(NAMES.get(i), FROM[i], counts[i], (double) counts[i] / count()));
            }
            return bins;
        }
    }
}
