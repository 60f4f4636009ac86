package io.kirinuki.image.compose;

import io.kirinuki.image.PixelSize;

/** Blurs small pictures of floats by a bell, cut off at three standard deviations. What lies beyond the picture is 0. */
final class Gaussian {
    private Gaussian() {}

    /**
     * @param values channels of a pixel side by side, row by row
     * @param sigma standard deviation in pixels; 0 changes nothing
     */
    static float[] blurred(float[] values, PixelSize size, int channels, double sigma) {
        float[] bell = bell(sigma);
        int row = size.width() * channels;
        float[] across = smeared(values, bell, channels, row);
        return smeared(across, bell, row, values.length);
    }

    /** Half of it, from the middle on. */
    private static float[] bell(double sigma) {
        float[] bell = new float[1 + (int) Math.ceil(3 * sigma)];
        double sum = 0;
        for (int d = 0; d < bell.length; d++) {
            bell[d] = sigma > 0 ? (float) Math.exp(-0.5 * d * d / (sigma * sigma)) : 1;
            sum += d == 0 ? bell[d] : 2 * bell[d];
        }
        for (int d = 0; d < bell.length; d++) bell[d] /= (float) sum;
        return bell;
    }

    /** Along one axis: neighbours are {@code step} apart, and a line of them is within {@code length} values. */
    private static float[] smeared(float[] values, float[] bell, int step, int length) {
        float[] smeared = new float[values.length];
        for (int line = 0; line < values.length; line += length) {
            for (int d = 0; d < bell.length; d++) {
                int shift = d * step;
                for (int i = line; i < line + length - shift; i++) {
                    smeared[i] += bell[d] * values[i + shift];
                    if (d > 0) smeared[i + shift] += bell[d] * values[i];
                }
            }
        }
        return smeared;
    }
}
