package io.kirinuki.image.compose;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;

/**
 * The colours of subject and ground in every pixel of a small picture: the F and B that explain it best as {@code I =
 * alpha F + (1 - alpha) B} and change little from pixel to pixel, the less the less alpha does. They minimise the sum
 * of {@code (alpha F + (1 - alpha) B - I)^2} over pixels and of {@code (e + |alpha - alpha'|) ((F - F')^2 + (B -
 * B')^2)} over neighbours, e = 1e-5: T. Germer, T. Uelwer, S. Conrad and S. Harmeling, Fast Multi-Level Foreground
 * Estimation (ICPR 2020).
 *
 * <p>As there, a coarse level is solved first and the next finer one starts from it, by Gauss-Seidel sweeps. Unlike
 * there, levels are means of two by two pixels, every other sweep goes backwards, and where alpha is 0 or 1 all around
 * a pixel, one colour is its own and the other stays that of the coarser level.
 *
 * <p>Owned by one thread. Takes 50 bytes of heap a pixel.
 */
final class Separation {
    private static final float E = 1e-5f;
    private static final int COARSE = 32;
    private static final int COARSE_SWEEPS = 10;
    private static final int FINE_SWEEPS = 2;
    /** Bytes as 0..1. */
    private static final float[] UNIT = new float[256];

    static {
        for (int i = 0; i < UNIT.length; i++) UNIT[i] = i / 255f;
    }

    /** Three channels a pixel, 0..1, as the arrays of the solution; alpha 0..1. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Level(int width, int height, float[] colour, float[] alpha) {
        boolean isCoarse() {
            return width <= COARSE && height <= COARSE;
        }

        /** Half the size, rounded up: means of two by two pixels, of fewer at odd edges. */
        Level halved() {
            Level half = new Level(
                    (width + 1) / 2,
                    (height + 1) / 2,
                    new float[3 * ((width + 1) / 2) * ((height + 1) / 2)],
                    new float[((width + 1) / 2) * ((height + 1) / 2)]);
            for (int y = 0; y < half.height; y++) {
                int below = Math.min(2 * y + 1, height - 1);
                for (int x = 0; x < half.width; x++) {
                    int right = Math.min(2 * x + 1, width - 1);
                    int above = 2 * y * width;
                    int under = below * width;
                    int i = y * half.width + x;
                    half.alpha[i] = mean(alpha, above + 2 * x, above + right, under + 2 * x, under + right);
                    for (int c = 0; c < 3; c++) {
                        half.colour[3 * i + c] = mean(
                                colour,
                                3 * (above + 2 * x) + c,
                                3 * (above + right) + c,
                                3 * (under + 2 * x) + c,
                                3 * (under + right) + c);
                    }
                }
            }
            return half;
        }

        private static float mean(float[] values, int one, int two, int three, int four) {
            return (values[one] + values[two] + values[three] + values[four]) / 4;
        }
    }

    private final Level level;
    private float[] foreground;
    private float[] background;

    private Separation(Level level) {
        this.level = level;
    }

    /** @param colour three channels; {@code alpha} has one and the same size */
    static Separation of(Pixels colour, Pixels alpha) {
        PixelSize size = colour.size();
        return solved(new Level(size.width(), size.height(), unit(colour), unit(alpha)));
    }

    private static Separation solved(Level level) {
        Separation solution = new Separation(level);
        if (level.width == 1 && level.height == 1) {
            solution.foreground = level.colour.clone();
            solution.background = level.colour.clone();
        } else {
            solution.startFrom(solved(level.halved()));
        }
        int sweeps = level.isCoarse() ? COARSE_SWEEPS : FINE_SWEEPS;
        for (int sweep = 0; sweep < sweeps; sweep++) solution.sweep(sweep % 2 == 0);
        return solution;
    }

    private void startFrom(Separation coarse) {
        foreground = new float[level.colour.length];
        background = new float[level.colour.length];
        for (int y = 0; y < level.height; y++) {
            for (int x = 0; x < level.width; x++) {
                int from = 3 * (y / 2 * coarse.level.width + x / 2);
                int to = 3 * (y * level.width + x);
                float alpha = level.alpha[to / 3];
                copy(alpha == 1 ? level.colour : coarse.foreground, alpha == 1 ? to : from, foreground, to);
                copy(alpha == 0 ? level.colour : coarse.background, alpha == 0 ? to : from, background, to);
            }
        }
    }

    /** One pixel; for three numbers arraycopy takes several times as long. */
    private static void copy(float[] source, int from, float[] target, int to) {
        target[to] = source[from];
        target[to + 1] = source[from + 1];
        target[to + 2] = source[from + 2];
    }

    /** Every pixel once, in the order of rows or against it; but where alpha is 0 or 1 all around, the solution is there already. */
    private void sweep(boolean forwards) {
        int width = level.width;
        float[] alpha = level.alpha;
        for (int row = 0; row < level.height; row++) {
            int y = forwards ? row : level.height - 1 - row;
            int toAbove = y > 0 ? -width : 0;
            int toBelow = y < level.height - 1 ? width : 0;
            for (int step = 0; step < width; step++) {
                int x = forwards ? step : width - 1 - step;
                int i = y * width + x;
                float a = alpha[i];
                int left = x > 0 ? i - 1 : i;
                int right = x < width - 1 ? i + 1 : i;
                boolean known = (a == 0 || a == 1)
                        && a == alpha[left]
                        && a == alpha[right]
                        && a == alpha[i + toAbove]
                        && a == alpha[i + toBelow];
                if (!known) update(i, left, right, i + toAbove, i + toBelow);
            }
        }
    }

    /**
     * Solves the pixel's own two equations while its neighbours stay, which are itself beyond an edge. With W the sum of the
     * neighbours' weights, F' and B' their weighted means and r = I - alpha F' - (1 - alpha) B', the solution is F = F' + alpha
     * r / (alpha^2 + (1 - alpha)^2 + W), and B likewise with 1 - alpha.
     */
    private void update(int i, int left, int right, int above, int below) {
        float[] alpha = level.alpha;
        float a = alpha[i];
        float b = 1 - a;
        float toLeft = E + Math.abs(a - alpha[left]);
        float toRight = E + Math.abs(a - alpha[right]);
        float toAbove = E + Math.abs(a - alpha[above]);
        float toBelow = E + Math.abs(a - alpha[below]);
        float sum = toLeft + toRight + toAbove + toBelow;
        float share = 1 / sum;
        float stiffness = 1 / (a * a + b * b + sum);
        for (int c = 0; c < 3; c++) {
            float f = share
                    * (toLeft * foreground[3 * left + c]
                            + toRight * foreground[3 * right + c]
                            + toAbove * foreground[3 * above + c]
                            + toBelow * foreground[3 * below + c]);
            float g = share
                    * (toLeft * background[3 * left + c]
                            + toRight * background[3 * right + c]
                            + toAbove * background[3 * above + c]
                            + toBelow * background[3 * below + c]);
            float rest = (level.colour[3 * i + c] - a * f - b * g) * stiffness;
            foreground[3 * i + c] = within(f + a * rest);
            background[3 * i + c] = within(g + b * rest);
        }
    }

    /** 0..1. Nearly all are, and none is no number, so that comparing them is several times as fast as clamping them is. */
    private static float within(float value) {
        if (value < 0) return 0;
        return value > 1 ? 1 : value;
    }

    Pixels foreground() {
        return bytes(foreground);
    }

    Pixels background() {
        return bytes(background);
    }

    private Pixels bytes(float[] unit) {
        byte[] bytes = new byte[unit.length];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (int) (255 * unit[i] + 0.5f);
        return new Pixels(bytes, new PixelSize(level.width, level.height), 3);
    }

    private static float[] unit(Pixels pixels) {
        float[] unit = new float[pixels.bytes().length];
        for (int i = 0; i < unit.length; i++) unit[i] = UNIT[pixels.bytes()[i] & 0xff];
        return unit;
    }
}
