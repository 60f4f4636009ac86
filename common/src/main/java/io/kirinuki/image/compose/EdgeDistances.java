package io.kirinuki.image.compose;

import io.kirinuki.image.Mask;
import io.kirinuki.schema.ImageResult.Box;
import java.util.Arrays;

/**
 * How far pixels are from a mask's edge, row by row, and at most 0 within it: the edge is where alpha is one half, found
 * between two pixels by their alpha, so that lines along it come out smooth. True as far as asked for, to two fifths of a pixel;
 * what is farther is at least as far. First each row tells of its own pixels which of the subject's is nearest in it; then
 * the least is taken over as many rows above and below.
 *
 * <p>Owned by one thread. Rows are best read downwards.
 */
final class EdgeDistances {
    private static final int HALF = 128;
    private static final float MIDDLE = 127.5f;
    /** A pixel's depth below the edge is not looked for any further. */
    private static final float DEEPEST = 1;

    private final Mask mask;
    private final Box subject;
    /** Rows and columns to every side that may be as near. */
    private final int reach;

    private final int left;
    private final int width;
    /** Of row y what is in {@code floorMod(y, length)}: squares of how far the nearest pixel of the subject in the row is. */
    private final float[][] squares;
    /** And how deep that pixel's middle lies below the edge. */
    private final float[][] depths;

    private final byte[] above;
    private final byte[] row;
    private final byte[] below;
    private final float[] nearest;
    private int from;
    private int until;

    /** @param subject its box, of alpha of at least one half */
    EdgeDistances(Mask mask, Box subject, double most) {
        this.mask = mask;
        this.subject = subject;
        this.reach = (int) Math.ceil(most + DEEPEST) + 1;
        this.left = subject.x() - reach;
        this.width = subject.width() + 2 * reach;
        int rows = Math.min(2 * reach + 1, subject.height());
        this.squares = new float[rows][width];
        this.depths = new float[rows][width];
        this.above = new byte[mask.size().width()];
        this.row = new byte[above.length];
        this.below = new byte[above.length];
        this.nearest = new float[width];
        this.from = subject.y();
        this.until = from;
    }

    /** Where the first of a row's distances is, in the mask's pixels; it may be below 0. */
    int left() {
        return left;
    }

    /** Of a row of the mask's plane, which may lie beside it; empty where all are too far. Not to be changed. */
    float[] row(int y) {
        int first = Math.max(subject.y(), y - reach);
        int last = Math.min(subject.y() + subject.height() - 1, y + reach);
        if (first > last) return new float[0];
        if (first < from || first > until) {
            from = first;
            until = first;
        }
        for (; until <= last; until++) {
            sweep(until, squares[until % squares.length], depths[until % squares.length]);
            from = Math.max(from, until + 1 - squares.length);
        }
        Arrays.fill(nearest, Float.MAX_VALUE);
        for (int other = first; other <= last; other++) {
            int at = other % squares.length;
            lessen(nearest, squares[at], depths[at], (float) (other - y) * (other - y));
        }
        return nearest;
    }

    private static void lessen(float[] nearest, float[] squares, float[] depths, float more) {
        for (int x = 0; x < nearest.length; x++) {
            nearest[x] = Math.min(nearest[x], (float) Math.sqrt(squares[x] + more) - depths[x]);
        }
    }

    private void sweep(int y, float[] square, float[] depth) {
        read(y - 1, above);
        read(y, row);
        read(y + 1, below);
        Arrays.fill(square, Float.POSITIVE_INFINITY); // for now, how far
        Arrays.fill(depth, 0);
        for (int x = subject.x(); x < subject.x() + subject.width(); x++) {
            if (at(row, x) < HALF) continue;
            square[x - left] = 0;
            depth[x - left] = depth(x);
        }
        for (int x = 1; x < width; x++) hand(square, depth, x - 1, x);
        for (int x = width - 2; x >= 0; x--) hand(square, depth, x + 1, x);
        for (int x = 0; x < width; x++) square[x] *= square[x];
    }

    /** To a pixel the nearest one of its neighbour, where that is nearer than its own. */
    private static void hand(float[] far, float[] depth, int from, int to) {
        if (far[from] + 1 - depth[from] >= far[to] - depth[to]) return;
        far[to] = far[from] + 1;
        depth[to] = depth[from];
    }

    private void read(int y, byte[] into) {
        if (y < 0 || y >= mask.size().height()) Arrays.fill(into, (byte) 0);
        else mask.row(y, into);
    }

    /** How deep a pixel of the subject lies below the edge, 0 to 1; 1 where no neighbour is outside. */
    private float depth(int x) {
        int alpha = at(row, x);
        float across = Math.min(part(alpha, at(row, x - 1)), part(alpha, at(row, x + 1)));
        float down = Math.min(part(alpha, at(above, x)), part(alpha, at(below, x)));
        if (across > DEEPEST) return Math.min(DEEPEST, down);
        if (down > DEEPEST) return across;
        float square = across * across + down * down; // to the line through both points of the edge
        return square == 0 ? 0 : across * down / (float) Math.sqrt(square);
    }

    /** How far from one pixel towards its neighbour alpha is one half; more than 1 where it is not. */
    private static float part(int alpha, int neighbour) {
        return neighbour >= HALF ? 2 : (alpha - MIDDLE) / (alpha - neighbour);
    }

    /** Beside the mask there is no subject. */
    private static int at(byte[] row, int x) {
        return x < 0 || x >= row.length ? 0 : row[x] & 0xff;
    }
}
