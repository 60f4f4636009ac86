package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Noise.step;

/** Planks that run along x, {@code plank} wide, between two tones. */
record Wood(Vec light, Vec dark, double plank) {
    Vec at(double x, double z) {
        int board = (int) Math.floor(z / plank);
        double shift = Noise.hash(board, 3, 9) * 40;
        double across = z / plank - board;
        double warp = Noise.fractal(x * 0.35 + shift, z * 1.4, shift) * 3.2;
        double rings = 0.5 + 0.5 * Math.sin((z * 1.5 / plank + warp) * 6.2);
        double fibre = Noise.fractal(x * 2.2 + shift, z * 55, shift);
        double tone = 0.15 + 0.3 * rings + 0.35 * fibre + 0.22 * (Noise.hash(board, 5, 1) - 0.5);
        double gap = step(0, 0.012, across) * step(0, 0.012, 1 - across);
        return light.mix(dark, Math.clamp(tone, 0.0, 1.0)).times(0.45 + 0.55 * gap);
    }
}
