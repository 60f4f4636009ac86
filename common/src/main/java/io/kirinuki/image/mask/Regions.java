package io.kirinuki.image.mask;

import java.util.Arrays;

/**
 * Runs that touch, taken together: union-find over the runs of neighbouring lines (C. Fiorio and J. Gustedt, Two linear
 * time Union-Find strategies for image processing, 1996). A region is named by its first run.
 */
public final class Regions {
    private final Runs runs;
    private final int[] parent;

    private Regions(Runs runs) {
        this.runs = runs;
        this.parent = new int[runs.count()];
        Arrays.setAll(parent, run -> run);
    }

    /** {@code reach} 1 takes pixels together that touch at a corner, as is usual of subjects; 0 only those that share a side. */
    public static Regions of(Runs runs, int reach) {
        Regions regions = new Regions(runs);
        for (int line = 1; line < runs.lines(); line++) {
            int before = runs.first(line - 1);
            int run = runs.first(line);
            while (before < runs.first(line) && run < runs.first(line + 1)) {
                if (runs.start(before) < runs.end(run) + reach && runs.start(run) < runs.end(before) + reach) {
                    regions.join(before, run);
                }
                if (runs.end(before) < runs.end(run)) before++;
                else run++;
            }
        }
        return regions;
    }

    private void join(int one, int other) {
        int first = region(one);
        int second = region(other);
        parent[Math.max(first, second)] = Math.min(first, second);
    }

    /** The region of a run. */
    public int region(int run) {
        int at = run;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** Pixels of each region, at its name; 0 at runs that name none. */
    long[] sizes() {
        long[] sizes = new long[parent.length];
        for (int run = 0; run < parent.length; run++) sizes[region(run)] += runs.end(run) - runs.start(run);
        return sizes;
    }
}
