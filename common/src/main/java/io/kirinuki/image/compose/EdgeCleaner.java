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
 * alpha between 1 and 254, most of them nearly either.
 *
 * <p>Owned by one thread. Holds 48 bytes for each pixel of a row.
 */
final class EdgeCleaner {
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
    /** The small copy's rows at full width, row y of it in {@code y % 2}. */
    private final int[][] subjectRows;

    private final int[][] groundRows;
    /** Which rows those are. */
    private final int[] held = {-1, -1};
    /** Both at the height of the row that is being cleaned. */
    private final int[] subjectLevel;

    private final int[] groundLevel;

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
        this.subjectRows = new int[2][3 * width];
        this.groundRows = new int[2][3 * width];
        this.subjectLevel = new int[3 * width];
        this.groundLevel = new int[3 * width];
    }

    /** Where a pixel's centre lies among those of the small copy, but not beyond the outermost. */
    private int place(int at, int few) {
        int place = Math.floorDiv(((2 * at + 1) << SHARE_BITS) / factor - (1 << SHARE_BITS), 2);
        return Math.clamp(place, 0, (few - 1) << SHARE_BITS);
    }

    /** Pixels with alpha of 0 or 255 stay as they are. */
    void clean(int y, byte[] bgr, byte[] alpha) {
        int from = 0;
        while (from < alpha.length && !isSoft(alpha[from])) from++;
        if (from == alpha.length) return;
        int to = alpha.length;
        while (!isSoft(alpha[to - 1])) to--;

        int place = place(y, subject.size().height());
        int row = place >> SHARE_BITS;
        int below = Math.min(row + 1, subject.size().height() - 1);
        hold(row);
        hold(below);
        int part = place & ((1 << SHARE_BITS) - 1);
        mix(subjectRows[row & 1], subjectRows[below & 1], part, 3 * from, 3 * to, subjectLevel);
        mix(groundRows[row & 1], groundRows[below & 1], part, 3 * from, 3 * to, groundLevel);
        for (int x = from; x < to; x++) {
            if (isSoft(alpha[x])) clean(x, alpha[x] & 0xff, bgr);
        }
    }

    private static boolean isSoft(byte alpha) {
        return alpha != 0 && alpha != -1;
    }

    private void hold(int row) {
        if (held[row & 1] == row) return;
        held[row & 1] = row;
        widen(subject, row, subjectRows[row & 1]);
        widen(ground, row, groundRows[row & 1]);
    }

    private void widen(Pixels small, int row, int[] wide) {
        byte[] colours = small.bytes();
        int start = 3 * row * small.size().width();
        int last = 3 * (small.size().width() - 1);
        int column = -1;
        int blue = 0;
        int green = 0;
        int red = 0;
        int toBlue = 0;
        int toGreen = 0;
        int toRed = 0;
        for (int x = 0; x < left.length; x++) {
            if (left[x] != column) {
                column = left[x];
                int one = start + 3 * column;
                int other = start + Math.min(3 * column + 3, last);
                blue = colours[one] & 0xff;
                green = colours[one + 1] & 0xff;
                red = colours[one + 2] & 0xff;
                toBlue = (colours[other] & 0xff) - blue;
                toGreen = (colours[other + 1] & 0xff) - green;
                toRed = (colours[other + 2] & 0xff) - red;
            }
            wide[3 * x] = (blue << SHARE_BITS) + toBlue * share[x];
            wide[3 * x + 1] = (green << SHARE_BITS) + toGreen * share[x];
            wide[3 * x + 2] = (red << SHARE_BITS) + toRed * share[x];
        }
    }

    private static void mix(int[] above, int[] below, int part, int from, int to, int[] level) {
        int rest = (1 << SHARE_BITS) - part;
        for (int i = from; i < to; i++) level[i] = (above[i] * rest + below[i] * part) >> SHARE_BITS;
    }

    private void clean(int x, int alpha, byte[] bgr) {
        int ofPhoto = OF_PHOTO[alpha];
        int ofSubject = OF_SUBJECT[alpha];
        int ofGround = OF_GROUND[alpha];
        int at = 3 * x;
        bgr[at] = cleaned((bgr[at] & 0xff) * ofPhoto + subjectLevel[at] * ofSubject - groundLevel[at] * ofGround);
        bgr[at + 1] = cleaned(
                (bgr[at + 1] & 0xff) * ofPhoto + subjectLevel[at + 1] * ofSubject - groundLevel[at + 1] * ofGround);
        bgr[at + 2] = cleaned(
                (bgr[at + 2] & 0xff) * ofPhoto + subjectLevel[at + 2] * ofSubject - groundLevel[at + 2] * ofGround);
    }

    private static byte cleaned(int colour) {
        return (byte) Math.max(0, Math.min(255, (colour + HALF) >> FACTOR_BITS));
    }
}
