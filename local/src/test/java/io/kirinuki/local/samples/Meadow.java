package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Noise.fractal;
import static io.kirinuki.local.samples.Noise.step;

/** A mown lawn before a row of trees under a bright sky; {@code skyline} is how far the trees rise, as a slope. */
record Meadow(double skyline) implements Backdrop {
    private static final Vec GRASS = Vec.rgb(0x86a83f);

    @Override
    public Vec ground(double x, double z) {
        double patch = fractal(x * 0.5, 1, z * 0.5);
        double tuft = fractal(x * 7, 2, z * 5);
        double blade = fractal(x * 46, 3, z * 17);
        var green = GRASS.mix(Vec.rgb(0x5c8230), patch).mix(Vec.rgb(0xc4c96a), 0.35 * step(0.55, 0.8, tuft));
        return green.times(0.35 + 0.55 * blade + 0.45 * tuft);
    }

    @Override
    public Vec far(Vec lit, Vec from, Vec direction, double distance) {
        var soft = GRASS.mix(Vec.rgb(0xb9c770), 0.35).times(0.8);
        return lit.mix(soft, 0.9 * step(6, 26, distance));
    }

    @Override
    public Vec behind(Vec from, Vec d) {
        double u = d.x() / -d.z();
        double v = d.y() / -d.z();
        double cloud = step(0.45, 0.75, fractal(u * 3, v * 7, 4));
        var sky = Vec.rgb(0xbfdcf2).mix(Vec.rgb(0x7fb4e6), step(0, 0.6, v)).mix(Vec.grey(1.05), 0.8 * cloud);
        double crown = skyline * (0.75 + 0.5 * fractal(u * 5, 1, 8));
        double leaf = fractal(u * 14, v * 14, 2);
        var tree = Vec.rgb(0x5d8a45)
                .mix(Vec.rgb(0x2f5a34), fractal(u * 4, v * 3, 6))
                .times(0.55 + 0.75 * leaf);
        double sparkle = step(0.7, 0.78, Noise.value(u * 30, v * 30, 3));
        tree = tree.plus(Vec.of(0.75, 0.8, 0.4).times(0.7 * sparkle));
        double hedge = step(0.015, 0.03, v);
        return sky.mix(tree, 1 - step(crown - 0.03, crown + 0.02, v)).times(0.7 + 0.3 * hedge);
    }

    @Override
    public Vec reflected(Vec d, double roughness) {
        if (d.y() < 0) return GRASS.times(0.45);
        double tree = 1 - step(0.15, 0.3 + roughness * 0.3, d.y());
        double sun = Math.exp(-(1 - d.dot(light().towardsKey())) * 18 / (0.3 + 3 * roughness));
        return Vec.rgb(0xa9cdef)
                .mix(Vec.rgb(0x4d7040), tree)
                .plus(Vec.of(2.4, 2.2, 1.9).times(sun));
    }

    @Override
    public Light light() {
        return new Light(
                Vec.of(-0.55, 0.72, 0.55).unit(),
                Vec.of(1.75, 1.62, 1.4),
                5,
                Vec.of(0.6, 0.68, 0.8),
                GRASS.mix(Vec.grey(0.5), 0.5).times(0.75),
                Vec.of(0.75, 0.45, -0.55).unit(),
                Vec.of(0.7, 0.66, 0.5));
    }
}
