package io.kirinuki.image.resample;

/**
 * What a pixel gives to a place that is {@code x} pixels away, up to a factor that all share. The four are those of
 * Pillow; where a picture shrinks, they are stretched over as many of its pixels as become one.
 *
 * @see <a href="https://pillow.readthedocs.io/en/stable/handbook/concepts.html#filters">Pillow, Concepts: Filters</a>
 */
public enum Kernel {
    /** The mean. */
    BOX(0.5) {
        @Override
        double weight(double x) {
            // Of a pixel on the border between two boxes the left one has it.
            return x > -0.5 && x <= 0.5 ? 1 : 0;
        }
    },
    /** A triangle. */
    BILINEAR(1) {
        @Override
        double weight(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    },
    /** Cubic convolution with a = -1/2: R. Keys, Cubic convolution interpolation for digital image processing, 1981. */
    BICUBIC(2) {
        @Override
        double weight(double x) {
            double d = Math.abs(x);
            if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
            return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
        }
    },
    /** Three lobes of sinc under the first lobe of a wider one: C. Duchon, Lanczos filtering, 1979. */
    LANCZOS(3) {
        @Override
        double weight(double x) {
            return Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
        }
    };

    private final double support;

    Kernel(double support) {
        this.support = support;
    }

    abstract double weight(double x);

    /** Beyond this distance all weights are 0. */
    double support() {
        return support;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }
}
