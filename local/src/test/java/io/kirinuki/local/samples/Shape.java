package io.kirinuki.local.samples;

/**
 * A solid as a signed distance field: metres from a point to the surface, negative inside. After
 * Inigo Quilez, "Distance functions"; the combinators may underestimate, never overestimate by much.
 */
@FunctionalInterface
interface Shape {
    double distance(double x, double y, double z);

    static Shape union(Shape... shapes) {
        return (x, y, z) -> {
            double nearest = Double.MAX_VALUE;
            for (var shape : shapes) nearest = Math.min(nearest, shape.distance(x, y, z));
            return nearest;
        };
    }

    /** A union whose seams are filleted as if with clay of radius {@code r}. */
    static Shape melt(double r, Shape... shapes) {
        return (x, y, z) -> {
            double melted = shapes[0].distance(x, y, z);
            for (int i = 1; i < shapes.length; i++) melted = smoothMin(melted, shapes[i].distance(x, y, z), r);
            return melted;
        };
    }

    /** This shape without {@code tool}; the edge of the cut is rounded by {@code r}. */
    default Shape cut(double r, Shape tool) {
        return (x, y, z) -> -smoothMin(-distance(x, y, z), tool.distance(x, y, z), r);
    }

    /** What this shape and {@code other} share; the edge is rounded by {@code r}. */
    default Shape within(double r, Shape other) {
        return (x, y, z) -> -smoothMin(-distance(x, y, z), -other.distance(x, y, z), r);
    }

    default Shape at(double dx, double dy, double dz) {
        return (x, y, z) -> distance(x - dx, y - dy, z - dz);
    }

    default Shape grown(double by) {
        return (x, y, z) -> distance(x, y, z) - by;
    }

    /** Hollow, with walls of {@code thickness} on each side of the old surface. */
    default Shape shell(double thickness) {
        return (x, y, z) -> Math.abs(distance(x, y, z)) - thickness;
    }

    /** The half with positive x and its mirror image. */
    default Shape mirrored() {
        return (x, y, z) -> distance(Math.abs(x), y, z);
    }

    default Shape turnedX(double degrees) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        return (x, y, z) -> distance(x, c * y + s * z, c * z - s * y);
    }

    default Shape turnedY(double degrees) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        return (x, y, z) -> distance(c * x - s * z, y, s * x + c * z);
    }

    default Shape turnedZ(double degrees) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        return (x, y, z) -> distance(c * x + s * y, c * y - s * x, z);
    }

    /** A surface moved outwards by at most a little: {@code relief} must be small and gentle. */
    default Shape embossed(Shape relief) {
        return (x, y, z) -> distance(x, y, z) - relief.distance(x, y, z);
    }

    private static double smoothMin(double a, double b, double r) {
        if (r <= 0) return Math.min(a, b);
        double h = Math.max(r - Math.abs(a - b), 0) / r;
        return Math.min(a, b) - h * h * r / 4;
    }
}
