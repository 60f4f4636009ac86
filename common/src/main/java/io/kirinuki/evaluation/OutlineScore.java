package io.kirinuki.evaluation;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * How near the outline of a mask is to the truth's: F = 2 P R / (P + R), with P the share of the prediction's outline pixels
 * that have one of the truth within reach, R the share of the truth's that have one of the prediction's. After D. Martin, C.
 * Fowlkes and J. Malik, Learning to Detect Natural Image Boundaries (PAMI 2004); of masks, F. Perazzi et al., A Benchmark
 * Dataset and Evaluation Methodology for Video Object Segmentation (CVPR 2016). Theirs reaches as far as the photo is large;
 * ours so many pixels, for a cut-out is looked at at its own size.
 *
 * <p>On an outline is a pixel of the subject beside which, above, below, left or right, one is known to be none. The edge of
 * the picture is no outline.
 */
final class OutlineScore {
    private final int width;
    private final int height;
    private final List<int[]> steps;

    private OutlineScore(PixelSize size, int reach) {
        this.width = size.width();
        this.height = size.height();
        this.steps = disc(reach);
    }

    /** Nearest first, for most are found there. */
    private static List<int[]> disc(int reach) {
        List<int[]> disc = new ArrayList<>();
        for (int dy = -reach; dy <= reach; dy++) {
            for (int dx = -reach; dx <= reach; dx++)
                if (dx * dx + dy * dy <= reach * reach) disc.add(new int[] {dx, dy});
        }
        disc.sort((one, other) ->
                Integer.compare(one[0] * one[0] + one[1] * one[1], other[0] * other[0] + other[1] * other[1]));
        return disc;
    }

    /**
     * Both of the same size; 1 where neither has an outline, 0 where one alone has none.
     *
     * @param reach how far apart two outline pixels may be and still be the same, pixels
     * @param ignored value of the truth at which pixels do not count
     */
    static double of(Mask predicted, Mask truth, double threshold, OptionalInt ignored, int reach) {
        return new OutlineScore(truth.size(), reach).score(predicted, truth, threshold, ignored.orElse(-1));
    }

    private double score(Mask predicted, Mask truth, double threshold, int skipped) {
        BitSet guess = new BitSet();
        BitSet fact = new BitSet();
        BitSet unknown = new BitSet();
        int least = MaskScore.least(threshold);
        byte[] guesses = new byte[width];
        byte[] facts = new byte[width];
        for (int y = 0; y < height; y++) {
            predicted.row(y, guesses);
            truth.row(y, facts);
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                int value = facts[x] & 0xff;
                if (value == skipped) {
                    unknown.set(at);
                } else {
                    if ((guesses[x] & 0xff) >= least) guess.set(at);
                    if (value >= MaskScore.HALF) fact.set(at);
                }
            }
        }
        BitSet guessed = outline(guess, unknown);
        BitSet known = outline(fact, unknown);
        if (guessed.isEmpty() && known.isEmpty()) return 1;
        if (guessed.isEmpty() || known.isEmpty()) return 0;
        double precision = near(guessed, known);
        double recall = near(known, guessed);
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private BitSet outline(BitSet subject, BitSet unknown) {
        BitSet outline = new BitSet();
        for (int at = subject.nextSetBit(0); at >= 0; at = subject.nextSetBit(at + 1)) {
            int x = at % width;
            boolean ends = (x > 0 && isGround(at - 1, subject, unknown))
                    || (x < width - 1 && isGround(at + 1, subject, unknown))
                    || (at >= width && isGround(at - width, subject, unknown))
                    || (at < (height - 1) * width && isGround(at + width, subject, unknown));
            if (ends) outline.set(at);
        }
        return outline;
    }

    private static boolean isGround(int at, BitSet subject, BitSet unknown) {
        return !subject.get(at) && !unknown.get(at);
    }

    private double near(BitSet outline, BitSet other) {
        long found = 0;
        for (int at = outline.nextSetBit(0); at >= 0; at = outline.nextSetBit(at + 1)) {
            if (isNear(at % width, at / width, other)) found++;
        }
        return (double) found / outline.cardinality();
    }

    private boolean isNear(int x, int y, BitSet other) {
        for (int[] step : steps) {
            int there = x + step[0];
            int row = y + step[1];
            if (there >= 0 && there < width && row >= 0 && row < height && other.get(row * width + there)) return true;
        }
        return false;
    }
}
