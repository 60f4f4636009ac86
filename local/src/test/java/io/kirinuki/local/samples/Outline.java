package io.kirinuki.local.samples;

/** A closed polygon in the plane with its exact signed distance; corners as (x, y) pairs. */
final class Outline {
    private final double[] corners;

    Outline(double... corners) {
        this.corners = corners.clone();
    }

    double distance(double x, double y) {
        int n = corners.length;
        double square = Double.MAX_VALUE;
        boolean inside = false;
        double bx = corners[n - 2];
        double by = corners[n - 1];
        for (int i = 0; i < n; i += 2) {
            double ax = corners[i];
            double ay = corners[i + 1];
            double ex = bx - ax;
            double ey = by - ay;
            double wx = x - ax;
            double wy = y - ay;
            double t = Math.clamp((wx * ex + wy * ey) / (ex * ex + ey * ey + 1e-12), 0.0, 1.0);
            double dx = wx - t * ex;
            double dy = wy - t * ey;
            square = Math.min(square, dx * dx + dy * dy);
            if ((ay > y) != (by > y) && x < ex * (y - ay) / ey + ax) inside = !inside;
            bx = ax;
            by = ay;
        }
        return inside ? -Math.sqrt(square) : Math.sqrt(square);
    }
}
