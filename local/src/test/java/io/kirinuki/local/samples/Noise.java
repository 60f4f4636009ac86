package io.kirinuki.local.samples;

/** Seedless procedural noise: the same point always gives the same value, so pictures are reproducible. */
final class Noise {
    private Noise() {}

    /** White noise in 0..1 on whole numbers. */
    static double hash(int x, int y, int z) {
        int h = x * 0x8da6b343 + y * 0xd8163841 + z * 0xcb1ab31f;
        h = (h ^ (h >>> 15)) * 0x2c1b3c6d;
        h = (h ^ (h >>> 12)) * 0x297a2d39;
        return ((h ^ (h >>> 15)) & 0xffffff) / (double) 0x1000000;
    }

    /** Smooth value noise in 0..1, one bump per unit. */
    static double value(double x, double y, double z) {
        int ix = (int) Math.floor(x);
        int iy = (int) Math.floor(y);
        int iz = (int) Math.floor(z);
        double fx = ease(x - ix);
        double fy = ease(y - iy);
        double fz = ease(z - iz);
        return mix(layer(ix, iy, iz, fx, fy), layer(ix, iy, iz + 1, fx, fy), fz);
    }

    /** Four octaves of {@link #value}, in 0..1. */
    static double fractal(double x, double y, double z) {
        double sum = 0;
        double weight = 0.5;
        for (int octave = 0; octave < 4; octave++) {
            sum += weight * value(x, y, z);
            x = x * 2.03 + 17.1;
            y = y * 2.03 + 5.3;
            z = z * 2.03 + 9.7;
            weight /= 2;
        }
        return sum / 0.9375;
    }

    /** 0 below {@code from}, 1 above {@code to}, an S-curve between. */
    static double step(double from, double to, double value) {
        double t = Math.clamp((value - from) / (to - from), 0.0, 1.0);
        return t * t * (3 - 2 * t);
    }

    static double mix(double a, double b, double share) {
        return a + (b - a) * share;
    }

    private static double layer(int x, int y, int z, double fx, double fy) {
        return mix(mix(hash(x, y, z), hash(x + 1, y, z), fx), mix(hash(x, y + 1, z), hash(x + 1, y + 1, z), fx), fy);
    }

    private static double ease(double t) {
        return t * t * (3 - 2 * t);
    }
}
