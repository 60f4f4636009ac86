package io.kirinuki.image.compose;

import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import java.util.Arrays;

/**
 * A photo's ground, blurred as if the subject were not there, as a small picture: each pixel weighs as little as alpha
 * leaves of it, so that the subject's colours do not run into the ground (normalised convolution: H. Knutsson and C.-F.
 * Westin, CVPR 1993). Behind the subject, which shows where the ground is mirrored, colours come from coarser and coarser
 * copies until one has some (push-pull: S. Gortler and others, The Lumigraph, SIGGRAPH 1996).
 */
final class Surroundings {
    /** Pixels of the small picture that the bell's standard deviation takes at most: enough to draw it smooth. */
    private static final int SIGMA = 3;
    /** What a pixel that is wholly the subject's weighs, so that there is some colour even if all are. */
    private static final float LEAST = 1e-9f;
    /** What the coarser copy's colour weighs, as a share of a pixel that is wholly ground. */
    private static final float COARSER = 0.03f;

    private Surroundings() {}

    /** @param radius two standard deviations, as a share of the photo's longer side */
    static Pixels of(Photo photo, Mask alpha, double radius) {
        PixelSize size = photo.size();
        PixelSize small = size.within((int) Math.ceil(2 * SIGMA / radius));
        int longer = Math.max(small.width(), small.height());
        float[] sums = weighted(photo, alpha, small);
        fill(sums, small.width(), small.height(), COARSER * size.pixels() / small.pixels());
        float[] blurred = Gaussian.blurred(sums, small, 4, radius * longer / 2);
        byte[] bgr = new byte[Math.toIntExact(3 * small.pixels())];
        for (int p = 0; 4 * p < blurred.length; p++) {
            for (int c = 0; c < 3; c++) bgr[3 * p + c] = (byte) Math.round(blurred[4 * p + c] / blurred[4 * p + 3]);
        }
        return new Pixels(bgr, small, 3);
    }

    private static void fill(float[] sums, int width, int height, float weight) {
        if (width == 1 && height == 1) return;
        int coarseWidth = (width + 1) / 2;
        int coarseHeight = (height + 1) / 2;
        float[] coarse = new float[4 * coarseWidth * coarseHeight];
        for (int p = 0; p < width * height; p++) {
            int to = p / width / 2 * coarseWidth + p % width / 2;
            for (int c = 0; c < 4; c++) coarse[4 * to + c] += sums[4 * p + c];
        }
        fill(coarse, coarseWidth, coarseHeight, 4 * weight);
        for (int p = 0; p < width * height; p++) {
            int from = p / width / 2 * coarseWidth + p % width / 2;
            for (int c = 0; c < 4; c++) sums[4 * p + c] += weight * coarse[4 * from + c] / coarse[4 * from + 3];
        }
    }

    /** Sums of colours times weight, and of weights, over the photo's pixels that make one of the small picture. */
    private static float[] weighted(Photo photo, Mask alpha, PixelSize small) {
        PixelSize size = photo.size();
        float[] weights = weights();
        float[] sums = new float[Math.toIntExact(4 * small.pixels())];
        int[] places = new int[size.width()];
        Arrays.setAll(places, x -> 4 * (int) ((long) x * small.width() / size.width()));
        byte[] bgr = new byte[3 * size.width()];
        byte[] a = new byte[size.width()];
        for (int y = 0; y < size.height(); y++) {
            photo.row(y, bgr);
            alpha.row(y, a);
            int line = 4 * small.width() * (int) ((long) y * small.height() / size.height());
            for (int x = 0; x < a.length; x++) {
                float weight = weights[a[x] & 0xff];
                int at = line + places[x];
                sums[at] += weight * (bgr[3 * x] & 0xff);
                sums[at + 1] += weight * (bgr[3 * x + 1] & 0xff);
                sums[at + 2] += weight * (bgr[3 * x + 2] & 0xff);
                sums[at + 3] += weight;
            }
        }
        return sums;
    }

    /** By alpha. The fourth power, since a soft pixel's colour is itself mixed with the subject's. */
    private static float[] weights() {
        float[] weights = new float[256];
        for (int a = 0; a < 256; a++) weights[a] = (float) Math.pow(1 - a / 255.0, 4) + LEAST;
        return weights;
    }
}
