package io.kirinuki.annotation;

import java.util.Arrays;
import java.util.Optional;

/**
 * A closed line of straight pieces along the sides of pixels: x and y of its corners in turn, in pixels from the
 * picture's top left corner, which is (0, 0); the last corner is followed by the first. No corner occurs twice.
 */
public final class Ring {
    private final int[] coordinates;

    /** Takes the array as it is. */
    Ring(int[] coordinates) {
        if (coordinates.length < 6 || coordinates.length % 2 == 1) {
            throw new IllegalArgumentException("%d numbers are no ring".formatted(coordinates.length));
        }
        this.coordinates = coordinates;
    }

    public int corners() {
        return coordinates.length / 2;
    }

    public int x(int corner) {
        return coordinates[2 * corner];
    }

    public int y(int corner) {
        return coordinates[2 * corner + 1];
    }

    /** The leftmost of its topmost corners. */
    int topLeft() {
        int best = 0;
        for (int i = 1; i < corners(); i++) {
            if (y(i) < y(best) || (y(i) == y(best) && x(i) < x(best))) best = i;
        }
        return best;
    }

    /** x and y in turn. */
    public int[] coordinates() {
        return coordinates.clone();
    }

    /** In pixels; above 0 if the corners go clockwise as one sees it, below if counter-clockwise. */
    public double area() {
        double twice = 0;
        for (int i = 0; i < corners(); i++) {
            int next = i + 1 == corners() ? 0 : i + 1;
            twice += (double) x(i) * y(next) - (double) x(next) * y(i);
        }
        return twice / 2;
    }

    /**
     * The ring by fewer of its corners, so that no part of it is farther than {@code tolerance} pixels from what was
     * there; empty where no area would be left. Source: D. H. Douglas and T. K. Peucker, Algorithms for the reduction
     * of the number of points required to represent a digitized line or its caricature, 1973.
     */
    Optional<Ring> simplified(double tolerance) {
        if (tolerance <= 0) return Optional.of(this);
        boolean[] kept = new boolean[corners()];
        int opposite = farthestFromFirst();
        kept[0] = true;
        kept[opposite] = true;
        keepBetween(0, opposite, tolerance, kept);
        keepBetween(opposite, corners(), tolerance, kept);
        int[] fewer = new int[coordinates.length];
        int count = 0;
        for (int i = 0; i < corners(); i++) {
            if (!kept[i]) continue;
            fewer[count++] = x(i);
            fewer[count++] = y(i);
        }
        if (count < 6) return Optional.empty();
        Ring ring = new Ring(Arrays.copyOf(fewer, count));
        return ring.area() == 0 ? Optional.empty() : Optional.of(ring);
    }

    private int farthestFromFirst() {
        int farthest = 0;
        double most = 0;
        for (int i = 1; i < corners(); i++) {
            double distance = Math.hypot(x(i) - x(0), y(i) - y(0));
            if (distance <= most) continue;
            most = distance;
            farthest = i;
        }
        return farthest;
    }

    /** {@code to} may be the number of corners, which is the first one again. A stack of its own: rings may be long. */
    private void keepBetween(int from, int to, double tolerance, boolean[] kept) {
        int[] stack = {from, to};
        int height = 2;
        while (height > 0) {
            int end = stack[--height];
            int start = stack[--height];
            int farthest = -1;
            double most = tolerance;
            for (int i = start + 1; i < end; i++) {
                double distance = distance(i, start, end % corners());
                if (distance <= most) continue;
                most = distance;
                farthest = i;
            }
            if (farthest < 0) continue;
            kept[farthest] = true;
            if (height + 4 > stack.length) stack = Arrays.copyOf(stack, 2 * stack.length + 4);
            stack[height++] = start;
            stack[height++] = farthest;
            stack[height++] = farthest;
            stack[height++] = end;
        }
    }

    /** Of a corner from the straight line between two others, which ends at them. */
    private double distance(int corner, int start, int end) {
        double alongX = x(end) - x(start);
        double alongY = y(end) - y(start);
        double toX = x(corner) - x(start);
        double toY = y(corner) - y(start);
        double length = alongX * alongX + alongY * alongY;
        double share = length == 0 ? 0 : Math.clamp((toX * alongX + toY * alongY) / length, 0, 1);
        return Math.hypot(toX - share * alongX, toY - share * alongY);
    }

    @Override
    public String toString() {
        return Arrays.toString(coordinates);
    }
}
