package io.kirinuki.annotation;

import io.kirinuki.image.mask.Runs;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Follows the boundary of a subject along the sides of its pixels, the subject always to the right. Of each line
 * between two rows the corners are known from where runs begin and end in one of the rows only; a ring goes from corner
 * to corner, along the line and across it in turn. Where two pixels of the subject touch at a corner alone, rings part
 * there, so that none meets itself.
 */
final class Contours {
    /** 50 MiB for a moment, and a few times that once it is text. */
    private static final int MOST_CORNERS = 1 << 21;

    private final Runs rows;
    private final int[] waiting; // of each column, the corner whose side goes down from the line above; -1 without
    private int[] x = new int[1 << 10];
    private int[] y = new int[1 << 10];
    private int[] along = new int[1 << 10]; // the corner at the other end on the same line
    private int[] across = new int[1 << 10]; // the corner at the other end in the same column
    private final BitSet subjectBelow = new BitSet(); // and to the right of a corner
    private int corners;

    private Contours(Runs rows) {
        this.rows = rows;
        this.waiting = new int[rows.lineLength() + 1];
    }

    /** Outer rings go clockwise, those of holes counter-clockwise. */
    static List<Ring> of(Runs rows) throws FailedException {
        Contours contours = new Contours(rows);
        Arrays.fill(contours.waiting, -1);
        for (int line = 0; line <= rows.lines(); line++) contours.findCorners(line);
        return contours.rings();
    }

    /** Walks along a line through the ends of runs in the rows above and below it. */
    private void findCorners(int line) throws FailedException {
        int above = line == 0 ? 0 : 2 * rows.first(line - 1);
        int aboveEnd = line == 0 ? 0 : 2 * rows.first(line);
        int below = line == rows.lines() ? 0 : 2 * rows.first(line);
        int belowEnd = line == rows.lines() ? 0 : 2 * rows.first(line + 1);
        int open = -1; // the corner where the side that is being walked along began
        while (above < aboveEnd || below < belowEnd) {
            int nextAbove = above < aboveEnd ? edge(above) : Integer.MAX_VALUE;
            int nextBelow = below < belowEnd ? edge(below) : Integer.MAX_VALUE;
            int at = Math.min(nextAbove, nextBelow);
            if (nextAbove != nextBelow) {
                int corner = corner(at, line);
                subjectBelow.set(corner, below % 2 == (nextBelow == at ? 0 : 1));
                if (nextAbove == at) meet(corner, at);
                else waiting[at] = corner;
                open = walked(open, corner);
            } else if (open >= 0) {
                int left = corner(at, line);
                int right = corner(at, line);
                boolean subjectAboveLeft = above % 2 == 1;
                subjectBelow.set(right, subjectAboveLeft);
                meet(subjectAboveLeft ? left : right, at);
                waiting[at] = subjectAboveLeft ? right : left;
                walked(open, left);
                open = right;
            }
            if (nextAbove == at) above++;
            if (nextBelow == at) below++;
        }
    }

    private int edge(int index) {
        return index % 2 == 0 ? rows.start(index / 2) : rows.end(index / 2);
    }

    private int corner(int atX, int atY) throws FailedException {
        if (corners == MOST_CORNERS) throw new FailedException(new Failure.TooRagged("polygons", MOST_CORNERS));
        if (corners == x.length) {
            x = Arrays.copyOf(x, 2 * corners);
            y = Arrays.copyOf(y, 2 * corners);
            along = Arrays.copyOf(along, 2 * corners);
            across = Arrays.copyOf(across, 2 * corners);
        }
        x[corners] = atX;
        y[corners] = atY;
        return corners++;
    }

    /** Ends the side that comes down the column. */
    private void meet(int corner, int column) {
        across[corner] = waiting[column];
        across[waiting[column]] = corner;
        waiting[column] = -1;
    }

    /** Ends the side that began at {@code open}, or begins one at {@code corner}. */
    private int walked(int open, int corner) {
        if (open < 0) return corner;
        along[open] = corner;
        along[corner] = open;
        return -1;
    }

    private List<Ring> rings() {
        List<Ring> rings = new ArrayList<>();
        boolean[] done = new boolean[corners];
        int[] place = new int[corners]; // on the path, plus 1
        int[] path = new int[corners];
        for (int start = 0; start < corners; start++) {
            if (done[start]) continue;
            int length = 0;
            // The first of a ring's corners is its top left one: from there to the right, or down where it is a hole.
            boolean isAlong = subjectBelow.get(start);
            for (int at = start; !done[at]; at = isAlong ? along[at] : across[at], isAlong = !isAlong) {
                done[at] = true;
                int twin = twin(at);
                if (twin >= 0 && place[twin] > 0) length = cut(path, place[twin] - 1, length, place, rings);
                path[length++] = at;
                place[at] = length;
            }
            cut(path, 0, length, place, rings);
        }
        return rings;
    }

    /** The other corner at the same point, where two pixels touch at a corner alone. */
    private int twin(int corner) {
        if (corner + 1 < corners && x[corner + 1] == x[corner] && y[corner + 1] == y[corner]) return corner + 1;
        if (corner > 0 && x[corner - 1] == x[corner] && y[corner - 1] == y[corner]) return corner - 1;
        return -1;
    }

    /** Takes a ring off the end of the path. */
    private int cut(int[] path, int from, int to, int[] place, List<Ring> rings) {
        int[] coordinates = new int[2 * (to - from)];
        for (int i = from; i < to; i++) {
            coordinates[2 * (i - from)] = x[path[i]];
            coordinates[2 * (i - from) + 1] = y[path[i]];
            place[path[i]] = 0;
        }
        rings.add(new Ring(coordinates));
        return from;
    }
}
