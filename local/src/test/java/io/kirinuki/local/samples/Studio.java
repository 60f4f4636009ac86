package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Noise.step;

/** A seamless paper sweep with a large soft box at the left, a strip light at the right and one overhead. */
record Studio(Vec paper) implements Backdrop {
    @Override
    public Vec ground(double x, double z) {
        return paper.times(0.82 + 0.3 * Math.exp(-(x * x + (z - 0.5) * (z - 0.5)) / 9));
    }

    @Override
    public Vec far(Vec lit, Vec from, Vec direction, double distance) {
        return lit.mix(behind(from, direction), step(4, 16, distance));
    }

    @Override
    public Vec behind(Vec from, Vec direction) {
        double glow = Math.exp(-6 * (direction.x() * direction.x() + (direction.y() - 0.02) * (direction.y() - 0.02)));
        return paper.times(0.62 + 0.42 * glow);
    }

    @Override
    public Vec reflected(Vec d, double roughness) {
        double soft = 0.04 + roughness * 0.6;
        double left = box(d.x() + 0.75, 0.22, soft) * box(d.y() - 0.45, 0.35, soft) * (d.z() > -0.3 ? 1 : 0);
        double right = box(d.x() - 0.88, 0.07, soft) * box(d.y() - 0.3, 0.5, soft);
        double top = box(d.y() - 0.97, 0.1, soft);
        var room = d.y() < 0 ? paper.times(0.7) : Vec.grey(0.35).mix(paper, 0.4).times(0.5 + 0.5 * d.y());
        return room.plus(Vec.of(1, 0.97, 0.93).times(5 * left + 2 * right + 2.2 * top));
    }

    @Override
    public Light light() {
        return new Light(
                Vec.of(-0.55, 0.8, 0.5).unit(),
                Vec.of(1.5, 1.45, 1.38).times(1.05),
                5,
                Vec.of(0.62, 0.65, 0.7),
                paper.mix(Vec.grey(0.6), 0.3).times(0.55),
                Vec.of(0.8, 0.35, -0.5).unit(),
                Vec.of(0.55, 0.56, 0.6));
    }

    private static double box(double offset, double half, double soft) {
        return 1 - step(half, half + soft, Math.abs(offset));
    }
}
