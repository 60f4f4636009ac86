package io.kirinuki.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** How long answers took, in milliseconds, the quickest first. */
record Latencies(List<Double> sorted) {
    static Latencies of(List<Double> all) {
        List<Double> sorted = new ArrayList<>(all);
        Collections.sort(sorted);
        return new Latencies(sorted);
    }

    /** NaN where there is none. */
    double quantile(double share) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) (share * (sorted.size() - 1)));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "p50 %.0f ms, p99 %.0f ms", quantile(0.5), quantile(0.99));
    }
}
