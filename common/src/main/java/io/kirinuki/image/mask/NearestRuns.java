package io.kirinuki.image.mask;

/**
 * For pixels of one row after another, the run that is nearest to each, by the distance between the centres of pixels;
 * runs are of columns. The lower envelope of parabolas, one a column, gives it for a whole row in linear time (P. F.
 * Felzenszwalb and D. P. Huttenlocher, Distance Transforms of Sampled Functions, 2012). Owned by one thread.
 */
final class NearestRuns {
    private final Runs columns;
    private final int[] next; // of each column, its first run that ends below the row
    private final int[] parabola; // columns whose parabolas make the envelope
    private final double[] begin; // where each of them begins to be the lowest
    private final double[] height; // of each column, the squared distance to its nearest run
    private final int[] run; // of each column, that run
    private int y = -1;

    NearestRuns(Runs columns) {
        this.columns = columns;
        this.next = new int[columns.lines()];
        this.parabola = new int[columns.lines()];
        this.begin = new double[columns.lines()];
        this.height = new double[columns.lines()];
        this.run = new int[columns.lines()];
        for (int x = 0; x < next.length; x++) next[x] = columns.first(x);
    }

    /** Goes on to the next row. */
    void advance() {
        y++;
        for (int x = 0; x < next.length; x++) {
            while (next[x] < columns.first(x + 1) && columns.end(next[x]) <= y) next[x]++;
        }
    }

    /** The run that the pixel is in; it must be in one. */
    int at(int x) {
        return next[x];
    }

    /** Fills in the nearest run of every pixel of this row; there must be a run somewhere. */
    void fill(int[] nearest) {
        int count = 0;
        for (int x = 0; x < next.length; x++) {
            if (!inColumn(x)) continue;
            double from = Double.NEGATIVE_INFINITY;
            while (count > 0) {
                from = crossing(parabola[count - 1], x);
                if (from > begin[count - 1]) break;
                count--;
            }
            parabola[count] = x;
            begin[count++] = count == 1 ? Double.NEGATIVE_INFINITY : from;
        }
        int lowest = 0;
        for (int x = 0; x < nearest.length; x++) {
            while (lowest + 1 < count && begin[lowest + 1] < x) lowest++;
            nearest[x] = run[parabola[lowest]];
        }
    }

    /** Finds the nearest run of the column itself, if it has any. */
    private boolean inColumn(int x) {
        double below = next[x] < columns.first(x + 1) ? Math.max(0, columns.start(next[x]) - y) : Double.MAX_VALUE;
        double above = next[x] > columns.first(x) ? y - (columns.end(next[x] - 1) - 1) : Double.MAX_VALUE;
        double distance = Math.min(below, above);
        if (distance == Double.MAX_VALUE) return false;
        height[x] = distance * distance;
        run[x] = above < below ? next[x] - 1 : next[x];
        return true;
    }

    private double crossing(int left, int right) {
        return (height[right] + (double) right * right - height[left] - (double) left * left) / (2.0 * (right - left));
    }
}
