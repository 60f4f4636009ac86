package io.kirinuki.image.mask;

import io.kirinuki.image.Mask;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Arrays;

/**
 * Where a mask shows its subject, as runs of pixels along its lines, which are its rows or its columns. Run {@code i}
 * is {@code start(i)} up to and without {@code end(i)}; runs of a line do not touch and are in order, those of line
 * {@code l} are {@code first(l)} up to and without {@code first(l + 1)}.
 *
 * <p>Takes no native memory, and on the heap 8 bytes a run, 20 for a moment: a shape has some for each of its lines. A
 * mask of more than {@value #MOST} runs fails as {@link Failure.TooRagged}. Never changes; threads may share it.
 */
public final class Runs {
    /** 80 MiB for a moment, and what is written of it a few times that. */
    static final int MOST = 1 << 22;

    private final int lineLength;
    private final int[] firstEdge; // of each line, and the end of the last
    private final int[] edges; // start and end of each run

    private Runs(int lineLength, int[] firstEdge, int[] edges) {
        this.lineLength = lineLength;
        this.firstEdge = firstEdge;
        this.edges = edges;
    }

    /** The subject is where alpha is at least {@code threshold} * 255, as in {@link Mask#thresholded}. */
    public static Runs ofRows(Mask mask, double threshold) throws FailedException {
        int width = mask.size().width();
        Row row = new Row(mask, threshold);
        GrowingInts edges = new GrowingInts(2 * MOST);
        int[] firstEdge = new int[mask.size().height() + 1];
        for (int y = 0; y < mask.size().height(); y++) {
            row.read(y);
            boolean inside = false;
            for (int x = 0; x < width; x++) {
                if (row.isSubject(x) == inside) continue;
                edges.add(x);
                inside = !inside;
            }
            if (inside) edges.add(width);
            firstEdge[y + 1] = edges.count();
        }
        return new Runs(width, firstEdge, edges.trimmed());
    }

    /** As {@link #ofRows}; the mask is read row by row all the same. */
    public static Runs ofColumns(Mask mask, double threshold) throws FailedException {
        int width = mask.size().width();
        int height = mask.size().height();
        Row row = new Row(mask, threshold);
        boolean[] inside = new boolean[width];
        GrowingInts columns = new GrowingInts(2 * MOST); // of the edges in the order of rows
        int[] firstOfRow = new int[height + 2];
        int[] firstEdge = new int[width + 1];
        for (int y = 0; y <= height; y++) {
            if (y < height) row.read(y);
            for (int x = 0; x < width; x++) {
                if (inside[x] == (y < height && row.isSubject(x))) continue;
                inside[x] = !inside[x];
                columns.add(x);
                firstEdge[x + 1]++;
            }
            firstOfRow[y + 1] = columns.count();
        }
        Arrays.parallelPrefix(firstEdge, Integer::sum);
        int[] next = firstEdge.clone();
        int[] edges = new int[columns.count()];
        for (int y = 0; y <= height; y++) {
            for (int i = firstOfRow[y]; i < firstOfRow[y + 1]; i++) edges[next[columns.at(i)]++] = y;
        }
        return new Runs(height, firstEdge, edges);
    }

    /** What lies between these runs, and before and behind them. */
    Runs inverted() {
        int[] inverted = new int[edges.length + 2 * lines()];
        int[] first = new int[firstEdge.length];
        int count = 0;
        for (int line = 0; line < lines(); line++) {
            int from = 0;
            for (int edge = firstEdge[line]; edge <= firstEdge[line + 1]; edge += 2) {
                int to = edge < firstEdge[line + 1] ? edges[edge] : lineLength;
                if (from < to) {
                    inverted[count++] = from;
                    inverted[count++] = to;
                }
                if (edge < firstEdge[line + 1]) from = edges[edge + 1];
            }
            first[line + 1] = count;
        }
        return new Runs(lineLength, first, Arrays.copyOf(inverted, count));
    }

    public int lines() {
        return firstEdge.length - 1;
    }

    public int lineLength() {
        return lineLength;
    }

    public int count() {
        return edges.length / 2;
    }

    /** The first run of that line, or of the next one that has any; {@link #count} for the line after the last. */
    public int first(int line) {
        return firstEdge[line] / 2;
    }

    public int start(int run) {
        return edges[2 * run];
    }

    public int end(int run) {
        return edges[2 * run + 1];
    }

    /** The run of a line that covers a place on it; -1 where none does. */
    public int covering(int line, int place) {
        int from = firstEdge[line];
        int found = Arrays.binarySearch(edges, from, firstEdge[line + 1], place);
        int edge = found >= 0 ? found : -found - 2; // the last one that is not behind it
        return edge >= from && edge % 2 == 0 ? edge / 2 : -1;
    }

    /** One row of a mask, with a question to each pixel. */
    private static final class Row {
        private final Mask mask;
        private final int least;
        private final byte[] alpha;

        Row(Mask mask, double threshold) {
            this.mask = mask;
            this.least = (int) Math.ceil(threshold * 255);
            this.alpha = new byte[mask.size().width()];
        }

        void read(int y) {
            mask.row(y, alpha);
        }

        boolean isSubject(int x) {
            return (alpha[x] & 0xff) >= least;
        }
    }
}
