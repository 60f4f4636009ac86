package io.kirinuki.local.samples;

import java.util.List;

/**
 * The subject's distance field with a coarse grid over it. Far from the surface the grid answers,
 * which is what makes a march of many solids cheap; near it the solids do.
 */
final class Field {
    private static final int CELLS = 72;

    private final Solid[] solids;
    private final Vec low;
    private final Vec high;
    private final double cell;
    private final int nx;
    private final int ny;
    private final int nz;
    private final float[] grid;

    Field(List<Solid> subject) {
        solids = subject.toArray(Solid[]::new);
        var bounds = Bounds.of(this::exact);
        double margin = 0.3 * bounds.longest();
        low = bounds.low().minus(Vec.grey(margin));
        high = bounds.high().plus(Vec.grey(margin));
        var size = high.minus(low);
        cell = Math.max(size.x(), Math.max(size.y(), size.z())) / CELLS;
        nx = (int) Math.ceil(size.x() / cell) + 2;
        ny = (int) Math.ceil(size.y() / cell) + 2;
        nz = (int) Math.ceil(size.z() / cell) + 2;
        grid = new float[nx * ny * nz];
        for (int k = 0, i = 0; k < nz; k++)
            for (int j = 0; j < ny; j++)
                for (int c = 0; c < nx; c++, i++)
                    grid[i] = (float) exact(low.x() + c * cell, low.y() + j * cell, low.z() + k * cell);
    }

    /** Exact near the surface, interpolated from two cells away on. Call only inside {@link #span}. */
    double distance(double x, double y, double z) {
        double gx = Math.clamp((x - low.x()) / cell, 0.0, nx - 1.001);
        double gy = Math.clamp((y - low.y()) / cell, 0.0, ny - 1.001);
        double gz = Math.clamp((z - low.z()) / cell, 0.0, nz - 1.001);
        int ix = (int) gx;
        int iy = (int) gy;
        int iz = (int) gz;
        int i = (iz * ny + iy) * nx + ix;
        if (grid[i] < 3 * cell) return exact(x, y, z);
        double fx = gx - ix;
        double fy = gy - iy;
        double near = layer(i, fx, fy);
        double coarse = near + (layer(i + nx * ny, fx, fy) - near) * (gz - iz);
        return Math.max(coarse - 0.2 * cell, 0.5 * cell);
    }

    double exact(double x, double y, double z) {
        double nearest = Double.MAX_VALUE;
        for (var solid : solids) nearest = Math.min(nearest, solid.shape().distance(x, y, z));
        return nearest;
    }

    Material material(Vec p) {
        double nearest = Double.MAX_VALUE;
        Material material = solids[0].material();
        for (var solid : solids) {
            double d = solid.shape().distance(p.x(), p.y(), p.z());
            if (d < nearest) {
                nearest = d;
                material = solid.material();
            }
        }
        return material;
    }

    /** Unit normal at a surface point, from four taps of the field. */
    Vec normal(Vec p, double e) {
        double a = exact(p.x() + e, p.y() - e, p.z() - e);
        double b = exact(p.x() - e, p.y() - e, p.z() + e);
        double c = exact(p.x() - e, p.y() + e, p.z() - e);
        double d = exact(p.x() + e, p.y() + e, p.z() + e);
        return Vec.of(a - b - c + d, -a - b + c + d, -a + b - c + d).unit();
    }

    /** The stretch of a ray inside the grid as (from, to); from is beyond to where it misses. */
    double[] span(Vec origin, Vec direction) {
        double[] x = slab(origin.x(), direction.x(), low.x(), high.x());
        double[] y = slab(origin.y(), direction.y(), low.y(), high.y());
        double[] z = slab(origin.z(), direction.z(), low.z(), high.z());
        return new double[] {Math.max(0, Math.max(x[0], Math.max(y[0], z[0]))), Math.min(x[1], Math.min(y[1], z[1]))};
    }

    private static double[] slab(double origin, double direction, double low, double high) {
        double a = (low - origin) / direction;
        double b = (high - origin) / direction;
        return new double[] {Math.min(a, b), Math.max(a, b)};
    }

    private double layer(int i, double fx, double fy) {
        double bottom = grid[i] + (grid[i + 1] - grid[i]) * fx;
        double top = grid[i + nx] + (grid[i + nx + 1] - grid[i + nx]) * fx;
        return bottom + (top - bottom) * fy;
    }
}
