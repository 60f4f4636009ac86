package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Noise.step;

/** A wooden table top in a room far out of focus: {@code wall}, a bright window at the left, warm lamps at the right. */
record Table(Wood wood, Vec wall) implements Backdrop {
    private static final double EDGE = -3.2;

    @Override
    public Vec ground(double x, double z) {
        return wood.at(x, z).times(0.95 * (0.8 + 0.25 * Math.exp(-(x * x + z * z) / 14)));
    }

    @Override
    public Vec far(Vec lit, Vec from, Vec direction, double distance) {
        double z = from.z() + direction.z() * distance;
        return z < EDGE ? behind(from, direction) : lit;
    }

    @Override
    public Vec behind(Vec from, Vec d) {
        double u = d.x() / -d.z();
        double v = d.y() / -d.z();
        var seen = wall.times(0.75 + 0.5 * v - 0.25 * u);
        double pane = within(u, -0.52, -0.2) * within(v, -0.06, 0.5);
        double bars = within(u, -0.375, -0.345) + within(v, 0.12, 0.145);
        seen = seen.mix(Vec.of(1.25, 1.3, 1.35), 0.85 * pane * (1 - Math.min(1, bars)));
        double shelf = within(u, 0.16, 0.6) * within(v, 0.07, 0.1);
        double books = within(u, 0.2, 0.5) * within(v, 0.1, 0.17 + 0.03 * Noise.hash((int) (u * 40), 1, 2));
        seen = seen.mix(Vec.rgb(0x6b4a32), 0.8 * shelf);
        var spine = Vec.of(
                0.25 + 0.4 * Noise.hash((int) (u * 40), 7, 2), 0.28, 0.25 + 0.2 * Noise.hash((int) (u * 40), 9, 2));
        seen = seen.mix(spine, 0.7 * books);
        double lamp = Math.exp(-((u - 0.33) * (u - 0.33) + (v - 0.3) * (v - 0.3)) * 160);
        return seen.plus(Vec.of(1.1, 0.75, 0.4).times(lamp));
    }

    @Override
    public Vec reflected(Vec d, double roughness) {
        double soft = 0.05 + roughness * 0.6;
        double window = lamp(d.x() + 0.72, 0.26, soft) * lamp(d.y() - 0.42, 0.34, soft) * (d.z() > -0.5 ? 1 : 0);
        double bar = lamp(d.x() + 0.72, 0.015, 0.02 + roughness) + lamp(d.y() - 0.42, 0.015, 0.02 + roughness);
        var room = d.y() < 0 ? wood.light().times(0.55) : wall.times(0.55 + 0.3 * d.y());
        double right = lamp(d.x() - 0.9, 0.06, soft) * lamp(d.y() - 0.25, 0.4, soft);
        return room.plus(Vec.of(5, 5.1, 5.3).times(window * (1 - 0.7 * Math.min(1, bar))))
                .plus(Vec.of(1.5, 1.2, 0.9).times(right));
    }

    @Override
    public Light light() {
        return new Light(
                Vec.of(-0.62, 0.68, 0.42).unit(),
                Vec.of(1.55, 1.5, 1.42),
                4,
                Vec.of(0.55, 0.58, 0.62),
                wood.light().times(0.6),
                Vec.of(0.8, 0.3, -0.5).unit(),
                Vec.of(0.5, 0.42, 0.34));
    }

    private static double within(double value, double from, double to) {
        return value > from && value < to ? 1 : 0;
    }

    private static double lamp(double offset, double half, double soft) {
        return 1 - step(half, half + soft, Math.abs(offset));
    }
}
