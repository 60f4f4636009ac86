package io.kirinuki.local.samples;

/** A thin-lens camera focused on {@code target}; {@code fovDegrees} is vertical, {@code lens} the aperture radius. */
record Camera(Vec position, Vec target, double fovDegrees, double lens, int width, int height) {
    private Vec forward() {
        return target.minus(position).unit();
    }

    private Vec right() {
        return forward().cross(Vec.of(0, 1, 0)).unit();
    }

    Vec direction(double column, double row) {
        double half = Math.tan(Math.toRadians(fovDegrees) / 2);
        double u = (2 * column / width - 1) * half * width / height;
        double v = (1 - 2 * row / height) * half;
        var up = right().cross(forward());
        return forward().plus(right().times(u)).plus(up.times(v)).unit();
    }

    /** A point of the lens, from two numbers in 0..1. */
    Vec lensPoint(double a, double b) {
        double radius = lens * Math.sqrt(a);
        double angle = 2 * Math.PI * b;
        var up = right().cross(forward());
        return position.plus(right().times(radius * Math.cos(angle))).plus(up.times(radius * Math.sin(angle)));
    }

    /** Where the ray of a pixel is sharp. */
    Vec focus(Vec direction) {
        return position.plus(direction.times(target.minus(position).dot(forward()) / direction.dot(forward())));
    }

    Camera resized(double factor) {
        return new Camera(position, target, fovDegrees, lens, (int) Math.round(width * factor), (int)
                Math.round(height * factor));
    }
}
