package io.kirinuki.image.resample;

/**
 * For each place of a resized axis, the places of the original that it is made of, and with what weights: integers with
 * {@link #FRACTION_BITS} bits behind the point. Weights of a place sum to one, also where the picture's edge cuts the
 * kernel.
 *
 * <p>Never changes; threads may share it.
 */
public final class Taps {
    /** A byte times a weight leaves two bits of an int: for the sign, and for kernels that overshoot. */
    public static final int FRACTION_BITS = Integer.SIZE - Byte.SIZE - 2;

    private final int[] first;
    private final int[][] weights;
    private final int most;

    private Taps(int[] first, int[][] weights) {
        this.first = first;
        this.weights = weights;
        int longest = 0;
        for (int[] each : weights) longest = Math.max(longest, each.length);
        this.most = longest;
    }

    /** For an axis of {@code from} pixels that comes to have {@code to}. */
    public static Taps of(int from, int to, Kernel kernel) {
        double scale = (double) from / to;
        double stretch = Math.max(scale, 1); // enlarging reads between pixels, shrinking must not skip any
        double reach = kernel.support() * stretch;
        int[] first = new int[to];
        int[][] weights = new int[to][];
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale;
            int start = Math.max(0, (int) (centre - reach + 0.5));
            int end = Math.min(from, (int) (centre + reach + 0.5));
            double[] exact = new double[end - start];
            double sum = 0;
            for (int tap = 0; tap < exact.length; tap++) {
                exact[tap] = kernel.weight((start + tap + 0.5 - centre) / stretch);
                sum += exact[tap];
            }
            first[i] = start;
            weights[i] = new int[exact.length];
            for (int tap = 0; tap < exact.length; tap++) weights[i][tap] = fixed(exact[tap] / sum);
        }
        return new Taps(first, weights);
    }

    /** Rounded, halves away from zero. */
    private static int fixed(double weight) {
        return (int) (weight * (1 << FRACTION_BITS) + Math.copySign(0.5, weight));
    }

    /** How many places the resized axis has. */
    public int count() {
        return first.length;
    }

    /** The first place of the original that {@code place} is made of. */
    public int first(int place) {
        return first[place];
    }

    /** From {@link #first} on; not to be changed. */
    public int[] weights(int place) {
        return weights[place];
    }

    /** The most weights that a place has. */
    public int most() {
        return most;
    }
}
