package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Noise.step;

/** A living room: floor boards, a painted wall with a white skirting behind, daylight from the left. */
record Room(Wood floor, Vec paint, double wallAt) implements Backdrop {
    @Override
    public Vec ground(double x, double z) {
        return floor.at(x, z);
    }

    @Override
    public Vec far(Vec lit, Vec from, Vec direction, double distance) {
        return from.z() + direction.z() * distance < wallAt ? behind(from, direction) : lit;
    }

    @Override
    public Vec behind(Vec from, Vec d) {
        double t = (wallAt - from.z()) / d.z();
        double x = from.x() + t * d.x();
        double y = from.y() + t * d.y();
        double slant = x + 0.55 * y;
        double sun = step(-3.3, -3.15, slant) * (1 - step(-0.6, -0.45, slant)) * step(0.9, 1.05, y);
        double bar = 1 - step(0.05, 0.1, Math.abs(slant + 1.9));
        var wall = paint.times(0.66 + 0.06 * y - 0.035 * x)
                .plus(paint.times(Vec.of(0.34, 0.3, 0.22)).times(sun * (1 - bar)));
        double skirting = 1 - step(0.3, 0.32, y);
        double shade = 1 - 0.4 * Math.exp(-Math.max(y, 0) * 9);
        return wall.mix(Vec.grey(0.82), skirting).times(shade);
    }

    @Override
    public Vec reflected(Vec d, double roughness) {
        double soft = 0.06 + roughness * 0.6;
        double window = (1 - step(0.25, 0.25 + soft, Math.abs(d.x() + 0.75)))
                * (1 - step(0.3, 0.3 + soft, Math.abs(d.y() - 0.4)));
        var room = d.y() < 0 ? floor.light().times(0.5) : paint.times(0.6 + 0.2 * d.y());
        return room.plus(Vec.of(4.6, 4.7, 4.8).times(window));
    }

    @Override
    public Light light() {
        return new Light(
                Vec.of(-0.58, 0.7, 0.5).unit(),
                Vec.of(1.55, 1.47, 1.35),
                3.2,
                Vec.of(0.6, 0.62, 0.66),
                floor.light().times(0.5),
                Vec.of(0.8, 0.3, -0.4).unit(),
                Vec.of(0.35, 0.35, 0.38));
    }
}
