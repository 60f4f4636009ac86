package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Noise.fractal;
import static io.kirinuki.local.samples.Noise.step;

/** A quiet street: asphalt, a kerb and pavement, and a row of plastered houses out of focus. */
record Street() implements Backdrop {
    private static final double KERB = -2.6;
    private static final double HOUSES = -9;
    private static final int[] PLASTER = {0xe8d6b4, 0xcfd6d3, 0xe3b99a, 0xd9d2c4, 0xb9c7cf};

    @Override
    public Vec ground(double x, double z) {
        double stone = fractal(x * 30, 1, z * 30);
        double stain = fractal(x * 0.7, 2, z * 0.7);
        var asphalt = Vec.of(0.36, 0.355, 0.35).times(0.6 + 0.5 * stone + 0.35 * stain);
        var slabs = Vec.of(0.46, 0.44, 0.41)
                .times((0.75 + 0.3 * stone) * (0.8 + 0.2 * step(0.01, 0.03, x - Math.floor(x))));
        var line = asphalt.mix(
                Vec.grey(0.72), 0.85 * step(2.2, 2.23, z) * (1 - step(2.37, 2.4, z)) * step(0.2, 0.4, stone + stain));
        var edge = step(KERB, KERB + 0.04, z) * (1 - step(KERB + 0.22, KERB + 0.26, z));
        return slabs.mix(line, step(KERB, KERB + 0.05, z)).mix(Vec.grey(0.55), edge);
    }

    @Override
    public Vec far(Vec lit, Vec from, Vec direction, double distance) {
        return from.z() + direction.z() * distance < HOUSES ? behind(from, direction) : lit;
    }

    @Override
    public Vec behind(Vec from, Vec d) {
        double t = (HOUSES - from.z()) / d.z();
        double x = from.x() + t * d.x();
        double y = from.y() + t * d.y();
        var sky = Vec.rgb(0xcfe3f3).mix(Vec.rgb(0x8fbce8), step(0, 0.5, d.y()));
        if (t < 0) return sky;
        int house = (int) Math.floor(x / 6.5);
        double along = x / 6.5 - house;
        double roof = 6.4 + 1.6 * Noise.hash(house, 4, 2);
        if (y > roof) return sky;
        var wall =
                Vec.rgb(PLASTER[Math.floorMod(house * 2 + 1, PLASTER.length)]).times(0.72 + 0.1 * fractal(x, y, 3));
        double column = along * 3 - Math.floor(along * 3);
        double floor = (y - 0.2) / 2.4 - Math.floor((y - 0.2) / 2.4);
        double pane = step(0.26, 0.29, column)
                * (1 - step(0.71, 0.74, column))
                * step(0.3, 0.33, floor)
                * (1 - step(0.8, 0.83, floor));
        double frame = step(0.21, 0.24, column)
                * (1 - step(0.76, 0.79, column))
                * step(0.26, 0.29, floor)
                * (1 - step(0.84, 0.87, floor));
        var seen = wall.mix(Vec.grey(0.85), 0.8 * frame).mix(Vec.rgb(0xa9a49a), pane);
        seen = seen.mix(Vec.rgb(0x6d675f), (1 - step(0.5, 0.55, y)) * 0.7);
        double gap = step(0, 0.012, along) * step(0, 0.012, 1 - along);
        seen = seen.times(0.6 + 0.4 * gap);
        double crown = Math.hypot((x + 4.2) * 0.9, y - 3.4) - 1.5 + 0.8 * (fractal(x * 2, y * 2, 1) - 0.5);
        double second = Math.hypot((x - 8.5) * 0.9, y - 3.2) - 1.4 + 0.8 * (fractal(x * 2, y * 2, 5) - 0.5);
        double leaf = 1 - step(-0.1, 0.1, Math.min(crown, second));
        return seen.mix(Vec.rgb(0x5f8a45).times(0.5 + 0.8 * fractal(x * 3, y * 3, 7)), leaf);
    }

    @Override
    public Vec reflected(Vec d, double roughness) {
        if (d.y() < -0.02) return Vec.grey(0.16);
        double houses = 1 - step(0.42, 0.5 + roughness, d.y() + 0.05 * fractal(d.x() * 4, 1, d.z() * 4));
        double cloud = fractal(d.x() * 2.5, d.y() * 3, d.z() * 2.5);
        var sky = Vec.rgb(0x9cc6ee).mix(Vec.grey(1.5), step(0.4, 0.75, cloud)).times(0.9 + 0.6 * d.y());
        return sky.mix(Vec.rgb(0x8f8578).times(0.55), houses);
    }

    @Override
    public Light light() {
        return new Light(
                Vec.of(-0.45, 0.78, 0.55).unit(),
                Vec.of(1.75, 1.65, 1.5),
                3.5,
                Vec.of(0.55, 0.62, 0.72),
                Vec.of(0.3, 0.3, 0.3),
                Vec.of(0.8, 0.4, -0.5).unit(),
                Vec.of(0.4, 0.4, 0.42));
    }
}
