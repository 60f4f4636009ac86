package io.kirinuki.local.samples;

import java.util.Arrays;

/** The primitive {@link Shape}s, each centred on the origin unless it says otherwise. */
final class Shapes {
    private Shapes() {}

    static Shape sphere(double radius) {
        return (x, y, z) -> Math.sqrt(x * x + y * y + z * z) - radius;
    }

    static Shape ellipsoid(double rx, double ry, double rz) {
        return (x, y, z) -> {
            double k0 = norm(x / rx, y / ry, z / rz);
            double k1 = norm(x / (rx * rx), y / (ry * ry), z / (rz * rz));
            return k1 < 1e-9 ? -Math.min(rx, Math.min(ry, rz)) : k0 * (k0 - 1) / k1;
        };
    }

    /** A box with half sides {@code a, b, c}, corners rounded by {@code r} (the size stays). */
    static Shape box(double a, double b, double c, double r) {
        return (x, y, z) -> {
            double dx = Math.abs(x) - a + r;
            double dy = Math.abs(y) - b + r;
            double dz = Math.abs(z) - c + r;
            double outside = norm(Math.max(dx, 0), Math.max(dy, 0), Math.max(dz, 0));
            return outside + Math.min(Math.max(dx, Math.max(dy, dz)), 0) - r;
        };
    }

    /** An upright cylinder from {@code -half} to {@code half}, its rims rounded by {@code r}. */
    static Shape cylinder(double radius, double half, double r) {
        return (x, y, z) -> {
            double dx = Math.sqrt(x * x + z * z) - radius + r;
            double dy = Math.abs(y) - half + r;
            double px = Math.max(dx, 0);
            double py = Math.max(dy, 0);
            return Math.sqrt(px * px + py * py) + Math.min(Math.max(dx, dy), 0) - r;
        };
    }

    /** A ring lying flat. */
    static Shape torus(double radius, double thickness) {
        return (x, y, z) -> {
            double d = Math.sqrt(x * x + z * z) - radius;
            return Math.sqrt(d * d + y * y) - thickness;
        };
    }

    /** A rod from {@code a} to {@code b}, of radius {@code ra} at one end and {@code rb} at the other. */
    static Shape rod(Vec a, Vec b, double ra, double rb) {
        var way = b.minus(a);
        double square = way.dot(way);
        return (x, y, z) -> {
            double px = x - a.x();
            double py = y - a.y();
            double pz = z - a.z();
            double t = Math.clamp((px * way.x() + py * way.y() + pz * way.z()) / square, 0.0, 1.0);
            return norm(px - t * way.x(), py - t * way.y(), pz - t * way.z()) - ra - t * (rb - ra);
        };
    }

    /** A bent rod through all {@code points}; its radius goes evenly from {@code ra} to {@code rb}. */
    static Shape tube(double ra, double rb, Vec... points) {
        var path = Curve.through(points, 6);
        var rods = new Shape[path.length - 1];
        for (int i = 0; i < rods.length; i++) {
            double from = ra + (rb - ra) * i / rods.length;
            double to = ra + (rb - ra) * (i + 1) / rods.length;
            rods[i] = rod(path[i], path[i + 1], from, to);
        }
        return Shape.union(rods);
    }

    /** The solid turned on a lathe from a closed outline of (radius, height) pairs, joined by straight lines. */
    static Shape lathe(double... outline) {
        var flat = new Outline(outline);
        return (x, y, z) -> flat.distance(Math.sqrt(x * x + z * z), y);
    }

    /** As {@link #lathe}, but a soft curve runs through the pairs and the axis closes it. */
    static Shape thrown(double... profile) {
        var points = new Vec[profile.length / 2];
        Arrays.setAll(points, i -> Vec.of(profile[2 * i], profile[2 * i + 1], 0));
        var curve = Curve.through(points, 12);
        var outline = new double[2 * curve.length + 4];
        for (int i = 0; i < curve.length; i++) {
            outline[2 * i] = curve[i].x();
            outline[2 * i + 1] = curve[i].y();
        }
        // Beyond the axis, so that no seam shows at radius 0.
        outline[2 * curve.length] = -1;
        outline[2 * curve.length + 1] = curve[curve.length - 1].y();
        outline[2 * curve.length + 2] = -1;
        outline[2 * curve.length + 3] = curve[0].y();
        return lathe(outline);
    }

    /** A slab of half width {@code half} along z, cut to an outline of (x, y) pairs, edges rounded by {@code r}. */
    static Shape slab(double half, double r, double... outline) {
        var flat = new Outline(outline);
        return (x, y, z) -> {
            double d = flat.distance(x, y) + r;
            double w = Math.abs(z) - half + r;
            double px = Math.max(d, 0);
            double py = Math.max(w, 0);
            return Math.sqrt(px * px + py * py) + Math.min(Math.max(d, w), 0) - r;
        };
    }

    private static double norm(double x, double y, double z) {
        return Math.sqrt(x * x + y * y + z * z);
    }
}
