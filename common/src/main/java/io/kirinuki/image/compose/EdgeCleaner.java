package io.kirinuki.image.compose;

import io.kirinuki.image.Pixels;

/**
 * Puts the subject's colours into rows of a photo. The small copy's colours, F' of the subject and B' of the ground, are
 * brought to full size and changed as little as makes them explain the photo's colour I: with {@code r = I - alpha F' - (1
 * - alpha) B'} the subject's is {@code F' + alpha r / (alpha^2 + (1 - alpha)^2)}. This brings back the photo's detail; it
 * is the correction of M. Forte, Approximate Fast Foreground Colour Estimation (ICIP 2021), but for the divisor, without
 * which part of r stays unexplained.
 *
 * <p>All in whole numbers, for networks' masks are soft nearly everywhere: more than half of a photo's pixels have an
 * alpha between 1 and 254, most of them nearly either. And channel by channel, each a plain loop over arrays of ints, which
 * the JVM works off eight pixels at a time; colours side by side it would take one by one, in four times the time.
 *
 * <p>Owned by one thread. Holds 68 bytes for each pixel of a row.
 */
final class EdgeCleaner {
    private static final int CHANNELS = 3;
    /** Of shares between neighbouring pixels of the small copy. */
    private static final int SHARE_BITS = 6;
    /** Of the three factors below; 255 of the photo's colour still fits an int. */
    private static final int FACTOR_BITS = 21;

    private static final int HALF = 1 << (FACTOR_BITS - 1);

    /** By alpha: what the photo's colour counts, {@code alpha / (alpha^2 + (1 - alpha)^2)}. */
    private static final int[] OF_PHOTO = new int[256];
    /** What the subject's counts, which comes with {@link #SHARE_BITS}: {@code (1 - alpha)^2 / (...)}. */
    private static final int[] OF_SUBJECT = new int[256];
    /** What the ground's takes away, likewise: {@code alpha (1 - alpha) / (...)}. */
    private static final int[] OF_GROUND = new int[256];

    static {
        for (int alpha = 0; alpha < 256; alpha++) {
            double a = alpha / 255.0;
            double b = 1 - a;
            double both = a * a + b * b;
            OF_PHOTO[alpha] = (int) Math.round(a / both * (1 << FACTOR_BITS));
            OF_SUBJECT[alpha] = (int) Math.round(b * b / both * (1 << (FACTOR_BITS - SHARE_BITS)));
            OF_GROUND[alpha] = (int) Math.round(a * b / both * (1 << (FACTOR_BITS - SHARE_BITS)));
        }
    }

    private final int factor;
    private final Pixels subject;
    private final Pixels ground;
    /** For each column the small copy's on its left, and how much of the next one it takes. */
    private final int[] left;

    private final int[] share;
    /** The small copy's rows at full width by channel, row y of it in {@code y % 2}. */
    private final int[][][] subjectRows;

    private final int[][][] groundRows;
    /** Which rows those are. */
    private final int[] held = {-1, -1};
    /** Of a row of the small copy one channel, and what the next pixel has more. */
    private final int[] level;

    private final int[] step;
    /** For each pixel of the row that is being cleaned its factors. */
    private final int[] ofPhoto;

    private final int[] ofSubject;
    private final int[] ofGround;

    /** @param factor how many times smaller the colours are than the photo */
    EdgeCleaner(int width, int factor, Pixels subject, Pixels ground) {
        this.factor = factor;
        this.subject = subject;
        this.ground = ground;
        this.left = new int[width];
        this.share = new int[width];
        for (int x = 0; x < width; x++) {
            int place = place(x, subject.size().width());
            left[x] = place >> SHARE_BITS;
            share[x] = place & ((1 << SHARE_BITS) - 1);
        }
        this.subjectRows = new int[2][CHANNELS][width];
        this.groundRows = new int[2][CHANNELS][width];
        this.level = new int[subject.size().width()];
        this.step = new int[level.length];
        this.ofPhoto = new int[width];
        this.ofSubject = new int[width];
        this.ofGround = new int[width];
    }

    /** Where a pixel's centre lies among those of the small copy, but not beyond the outermost. */
    private int place(int at, int few) {
        int place = Math.floorDiv(((2 * at + 1) << SHARE_BITS) / factor - (1 << SHARE_BITS), 2);
        return Math.clamp(place, 0, (few - 1) << SHARE_BITS);
    }

    /**
     * Pixels with alpha of 255 stay as they are. What those of 0 become means nothing.
     *
     * @param pixels from the highest byte alpha, blue, green, red
     */
    void clean(int y, int[] pixels) {
        int from = 0;
        while (from < pixels.length && !isSoft(pixels[from])) from++;
        if (from == pixels.length) return;
        int to = pixels.length;
        while (!isSoft(pixels[to - 1])) to--;

        int place = place(y, subject.size().height());
        int row = place >> SHARE_BITS;
        int below = Math.min(row + 1, subject.size().height() - 1);
        hold(row);
        hold(below);
        int part = place & ((1 << SHARE_BITS) - 1);
        lookUp(pixels, from, to);
        for (int c = 0; c < CHANNELS; c++) {
            int[][] colours = {
                subjectRows[row & 1][c], subjectRows[below & 1][c], groundRows[row & 1][c], groundRows[below & 1][c]
            };
            clean(pixels, Byte.SIZE * (CHANNELS - 1 - c), colours, part, from, to);
        }
    }

    private static boolean isSoft(int pixel) {
        return pixel >>> 24 != 0 && pixel >>> 24 != 255;
    }

    private void hold(int row) {
        if (held[row & 1] == row) return;
        held[row & 1] = row;
        for (int c = 0; c < CHANNELS; c++) {
            widen(subject, row, c, subjectRows[row & 1][c]);
            widen(ground, row, c, groundRows[row & 1][c]);
        }
    }

    private void widen(Pixels small, int row, int channel, int[] wide) {
        byte[] colours = small.bytes();
        int start = CHANNELS * row * level.length + channel;
        for (int x = 0; x < level.length; x++) level[x] = colours[start + CHANNELS * x] & 0xff;
        for (int x = 0; x < level.length - 1; x++) step[x] = level[x + 1] - level[x];
        for (int x = 0; x < wide.length; x++) {
            wide[x] = (level[left[x]] << SHARE_BITS) + step[left[x]] * share[x];
        }
    }

    private void lookUp(int[] pixels, int from, int to) {
        for (int x = from; x < to; x++) {
            int alpha = pixels[x] >>> 24;
            ofPhoto[x] = OF_PHOTO[alpha];
            ofSubject[x] = OF_SUBJECT[alpha];
            ofGround[x] = OF_GROUND[alpha];
        }
    }

    /**
     * One channel. Between the rows of the small copy, above and below, each colour is mixed here, so that neither is written
     * down.
     *
     * @param shift of the channel's bits
     * @param colours the subject's above and below, the ground's above and below
     */
    private void clean(int[] pixels, int shift, int[][] colours, int part, int from, int to) {
        int[] subjectAbove = colours[0];
        int[] subjectBelow = colours[1];
        int[] groundAbove = colours[2];
        int[] groundBelow = colours[3];
        int rest = (1 << SHARE_BITS) - part;
        int others = ~(0xff << shift);
        for (int x = from; x < to; x++) {
            int ownColour = (subjectAbove[x] * rest + subjectBelow[x] * part) >> SHARE_BITS;
            int groundColour = (groundAbove[x] * rest + groundBelow[x] * part) >> SHARE_BITS;
            int colour = ((pixels[x] >> shift) & 0xff) * ofPhoto[x] + ownColour * ofSubject[x];
            int cleaned = (colour - groundColour * ofGround[x] + HALF) >> FACTOR_BITS;
            pixels[x] = (pixels[x] & others) | (Math.max(0, Math.min(255, cleaned)) << shift);
        }
    }
}
