package io.kirinuki.local.samples;

/** The box around a shape, found by halving space wherever the surface may be. */
record Bounds(Vec low, Vec high) {
    private static final double WORLD = 4;
    private static final int DEPTH = 7;

    static Bounds of(Shape shape) {
        var found = search(shape, 0, 0, 0, WORLD, DEPTH);
        if (found.low.x() > found.high.x()) throw new IllegalArgumentException("the shape is empty");
        return found;
    }

    double longest() {
        var size = high.minus(low);
        return Math.max(size.x(), Math.max(size.y(), size.z()));
    }

    private static Bounds search(Shape shape, double x, double y, double z, double half, int depth) {
        if (shape.distance(x, y, z) > half * 1.8) return new Bounds(Vec.grey(1e9), Vec.grey(-1e9));
        if (depth == 0) return new Bounds(Vec.of(x - half, y - half, z - half), Vec.of(x + half, y + half, z + half));
        var all = new Bounds(Vec.grey(1e9), Vec.grey(-1e9));
        double quarter = half / 2;
        for (int corner = 0; corner < 8; corner++) {
            double cx = x + ((corner & 1) == 0 ? -quarter : quarter);
            double cy = y + ((corner & 2) == 0 ? -quarter : quarter);
            double cz = z + ((corner & 4) == 0 ? -quarter : quarter);
            all = all.around(search(shape, cx, cy, cz, quarter, depth - 1));
        }
        return all;
    }

    private Bounds around(Bounds o) {
        return new Bounds(
                Vec.of(Math.min(low.x(), o.low.x()), Math.min(low.y(), o.low.y()), Math.min(low.z(), o.low.z())),
                Vec.of(Math.max(high.x(), o.high.x()), Math.max(high.y(), o.high.y()), Math.max(high.z(), o.high.z())));
    }
}
