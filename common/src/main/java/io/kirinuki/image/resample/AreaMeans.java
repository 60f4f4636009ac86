package io.kirinuki.image.resample;

import java.util.Arrays;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Colour pictures made smaller along both axes, each new pixel the mean of the area that becomes it: what OpenCV's
 * {@code INTER_AREA} does, in its order of additions in single precision, so that on x86-64 the bytes are the same; elsewhere
 * compilers may round once where two operations are one. Takes about a third of its time: all pixels that lie whole within
 * an area weigh the same, so that their products stand in a table.
 */
final class AreaMeans {
    private static final int CHANNELS = 3;
    /** What OpenCV takes for no part of a pixel. */
    private static final double NOTHING = 1e-3;

    /** Of one axis, for each new pixel: the first and the number of those whole within, and what weighs each, and the parts before and after. */
    private static final class Areas {
        private final int[] first;
        private final int[] count;
        private final float[] weight;
        private final float[] before;
        private final float[] after;

        Areas(int from, int to) {
            first = new int[to];
            count = new int[to];
            weight = new float[to];
            before = new float[to];
            after = new float[to];
            double scale = 1 / ((double) to / from);
            for (int i = 0; i < to; i++) {
                double start = i * scale;
                double end = start + scale;
                double size = Math.min(scale, from - start);
                int last = Math.min((int) Math.floor(end), from - 1);
                first[i] = Math.min((int) Math.ceil(start), last);
                count[i] = last - first[i];
                weight[i] = (float) (1 / size);
                if (first[i] - start > NOTHING) before[i] = (float) ((first[i] - start) / size);
                if (end - last > NOTHING) after[i] = (float) (Math.min(Math.min(end - last, 1), size) / size);
            }
        }
    }

    private final Mat picture;
    private final Areas across;
    private final byte[] row;
    /** A row of the picture at its new width. */
    private final float[] narrow;
    /** Products of each byte and {@link #usual}. */
    private final float[] products = new float[256];

    private final float usual;

    private AreaMeans(Mat picture, int width) {
        this.picture = picture;
        this.across = new Areas(picture.cols(), width);
        this.row = new byte[CHANNELS * picture.cols()];
        this.narrow = new float[CHANNELS * width];
        this.usual = across.weight[0];
        for (int i = 0; i < products.length; i++) products[i] = i * usual;
    }

    /** Not where OpenCV does without weights, since whole numbers of pixels become one, nor where an axis stays. */
    static boolean areFor(Mat picture, int width, int height) {
        boolean whole = picture.cols() % width == 0 && picture.rows() % height == 0;
        return picture.channels() == CHANNELS && picture.cols() > width && picture.rows() > height && !whole;
    }

    static Mat of(Mat picture, int width, int height) {
        AreaMeans means = new AreaMeans(picture, width);
        Areas down = new Areas(picture.rows(), height);
        Mat result = new Mat(height, width, picture.type());
        float[] sums = new float[CHANNELS * width];
        byte[] bytes = new byte[sums.length];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 0);
            if (down.before[y] > 0) means.add(down.first[y] - 1, down.before[y], sums);
            int end = down.first[y] + down.count[y];
            for (int each = down.first[y]; each < end; each++) means.add(each, down.weight[y], sums);
            if (down.after[y] > 0) means.add(end, down.after[y], sums);
            for (int i = 0; i < sums.length; i++) bytes[i] = (byte) (int) Math.rint(sums[i]);
            result.ptr(y).put(bytes);
        }
        return result;
    }

    private int held = -1;

    private void add(int y, float weight, float[] sums) {
        if (held != y) {
            held = y;
            picture.ptr(y).get(row);
            narrow();
        }
        for (int i = 0; i < sums.length; i++) sums[i] += weight * narrow[i];
    }

    private void narrow() {
        for (int x = 0; x < across.first.length; x++) {
            int at = CHANNELS * across.first[x];
            float blue = 0;
            float green = 0;
            float red = 0;
            float before = across.before[x];
            if (before > 0) {
                blue = before * (row[at - 3] & 0xff);
                green = before * (row[at - 2] & 0xff);
                red = before * (row[at - 1] & 0xff);
            }
            int end = at + CHANNELS * across.count[x];
            float weight = across.weight[x];
            if (weight == usual) {
                for (; at < end; at += CHANNELS) {
                    blue += products[row[at] & 0xff];
                    green += products[row[at + 1] & 0xff];
                    red += products[row[at + 2] & 0xff];
                }
            } else {
                for (; at < end; at += CHANNELS) {
                    blue += weight * (row[at] & 0xff);
                    green += weight * (row[at + 1] & 0xff);
                    red += weight * (row[at + 2] & 0xff);
                }
            }
            float after = across.after[x];
            if (after > 0) {
                blue += after * (row[at] & 0xff);
                green += after * (row[at + 1] & 0xff);
                red += after * (row[at + 2] & 0xff);
            }
            narrow[CHANNELS * x] = blue;
            narrow[CHANNELS * x + 1] = green;
            narrow[CHANNELS * x + 2] = red;
        }
    }
}
