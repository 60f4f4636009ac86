package io.kirinuki.evaluation;

import io.kirinuki.image.Mask;
import java.util.OptionalInt;

/**
 * How near a mask is to the truth. A is where the prediction is at least the threshold, B where the truth is at least
 * one half.
 *
 * @param dice (2 |A and B| + 1) / (|A| + |B| + 1), which is 1 where both are empty: L. R. Dice, Measures of the Amount of
 *     Ecologic Association Between Species, 1945, smoothed by one as is usual for Carvana's masks
 * @param iou |A and B| / |A or B|, and 1 where both are empty: P. Jaccard, 1901; as in PASCAL VOC, M. Everingham et al.,
 *     2010
 * @param error mean of |prediction - truth| over pixels, both soft, 0..1: F. Perazzi et al., Saliency Filters, 2012
 */
public record MaskScore(double dice, double iou, double error) {
    /** The least of the truth that is subject, of 255. */
    static final int HALF = 128;

    /**
     * Both of the same size.
     *
     * @param ignored value of the truth at which pixels do not count, as 128 in a trimap
     */
    public static MaskScore of(Mask predicted, Mask truth, double threshold, OptionalInt ignored) {
        if (!predicted.size().equals(truth.size())) {
            throw new IllegalArgumentException(
                    "a mask of %s for a truth of %s".formatted(predicted.size(), truth.size()));
        }
        int least = least(threshold);
        int skipped = ignored.orElse(-1);
        byte[] guesses = new byte[truth.size().width()];
        byte[] facts = new byte[truth.size().width()];
        long inA = 0;
        long inB = 0;
        long inBoth = 0;
        long differences = 0;
        long pixels = 0;
        for (int y = 0; y < truth.size().height(); y++) {
            predicted.row(y, guesses);
            truth.row(y, facts);
            for (int x = 0; x < facts.length; x++) {
                int guess = guesses[x] & 0xff;
                int fact = facts[x] & 0xff;
                if (fact == skipped) continue;
                pixels++;
                differences += Math.abs(guess - fact);
                int a = guess >= least ? 1 : 0;
                int b = fact >= HALF ? 1 : 0;
                inA += a;
                inB += b;
                inBoth += a & b;
            }
        }
        long inEither = inA + inB - inBoth;
        return new MaskScore(
                (2.0 * inBoth + 1) / (inA + inB + 1),
                inEither == 0 ? 1 : (double) inBoth / inEither,
                pixels == 0 ? 0 : differences / (255.0 * pixels));
    }

    /** The least of a prediction that is subject, of 255. */
    static int least(double threshold) {
        return (int) Math.ceil(threshold * 255);
    }
}
