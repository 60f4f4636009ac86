package io.kirinuki.local.samples;

import io.kirinuki.local.samples.Material.Paint;

/** A turn about the vertical and then a tilt about the view axis, round a pivot at {@code height}; {@code lift} then raises it; paint moves along. */
record Pose(double turn, double tilt, double height, double lift) {
    Pose(double turn, double tilt, double height) {
        this(turn, tilt, height, 0);
    }

    private Shape shape(Shape shape) {
        return shape.at(0, -height, 0).turnedZ(tilt).turnedY(turn).at(0, height + lift, 0);
    }

    private Paint paint(Paint paint) {
        double ct = Math.cos(Math.toRadians(turn));
        double st = Math.sin(Math.toRadians(turn));
        double cz = Math.cos(Math.toRadians(tilt));
        double sz = Math.sin(Math.toRadians(tilt));
        return (x, y, z) -> {
            double u = ct * x - st * z;
            double w = st * x + ct * z;
            double v = y - height - lift;
            return paint.at(cz * u + sz * v, cz * v - sz * u + height, w);
        };
    }

    Solid of(Solid solid) {
        return new Solid(
                shape(solid.shape()),
                solid.material().painted(paint(solid.material().paint())));
    }
}
