package io.kirinuki.local.samples;

/** Soft curves as the points of a polyline. */
final class Curve {
    private Curve() {}

    /** A closed outline of (x, y) pairs with its corners cut three times over (Chaikin), so it never bulges. */
    static double[] softened(double... outline) {
        double[] corners = outline;
        for (int round = 0; round < 3; round++) {
            var cut = new double[2 * corners.length];
            for (int i = 0; i < corners.length; i += 2) {
                for (int axis = 0; axis < 2; axis++) {
                    double here = corners[i + axis];
                    double next = corners[(i + 2 + axis) % corners.length];
                    cut[2 * i + axis] = 0.75 * here + 0.25 * next;
                    cut[2 * i + 2 + axis] = 0.25 * here + 0.75 * next;
                }
            }
            corners = cut;
        }
        return corners;
    }

    /** A Catmull-Rom spline through all {@code points}. */
    static Vec[] through(Vec[] points, int perSpan) {
        int spans = points.length - 1;
        var path = new Vec[spans * perSpan + 1];
        for (int i = 0; i < path.length; i++) {
            int span = Math.min(i / perSpan, spans - 1);
            double t = i / (double) perSpan - span;
            var a = points[Math.max(span - 1, 0)];
            var b = points[span];
            var c = points[span + 1];
            var d = points[Math.min(span + 2, spans)];
            path[i] = b.times(2)
                    .plus(c.minus(a).times(t))
                    .plus(a.times(2).minus(b.times(5)).plus(c.times(4)).minus(d).times(t * t))
                    .plus(b.times(3).minus(a).minus(c.times(3)).plus(d).times(t * t * t))
                    .times(0.5);
        }
        return path;
    }
}
