package io.kirinuki.image.resample;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.util.Arrays;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Resizes 8-bit pictures: by area as OpenCV does, else to the very bytes that Pillow's {@code Image.resize} gives, so that
 * networks see the pixels they were trained with, and masks come out as users of Pillow know them. OpenCV has no kernels
 * that widen where a picture shrinks.
 *
 * <p>One axis is resized after the other, each rounded to bytes, as in D. Schumacher, General filtered image rescaling
 * (Graphics Gems III, 1992). Channels are independent, so that of RGBA the colours under transparent pixels take part;
 * Pillow weights those by alpha.
 */
public final class Resampler {
    private static final int HALF = 1 << (Taps.FRACTION_BITS - 1);
    private static final long BOTH_HALVES = HALF | ((long) HALF << Integer.SIZE);

    private Resampler() {}

    /**
     * The picture squashed to that size. An axis that shrinks is averaged over area, since sampling it would alias; an
     * axis that grows is interpolated. May be the picture itself where the size is the same.
     */
    public static Mat squash(Mat picture, int width, int height) {
        int lessWidth = Math.min(picture.cols(), width);
        int lessHeight = Math.min(picture.rows(), height);
        Mat less = AreaMeans.areFor(picture, lessWidth, lessHeight)
                ? AreaMeans.of(picture, lessWidth, lessHeight)
                : resized(picture, lessWidth, lessHeight, INTER_AREA);
        return resized(less, width, height, INTER_LINEAR);
    }

    /** The picture brought to that size by that filter. May be the picture itself where the size is the same. */
    public static Mat resized(Mat picture, int width, int height, Filter filter) {
        return switch (filter) {
            case AREA -> squash(picture, width, height);
            // Where nothing shrinks OpenCV's linear is the same triangle, but for rounding, in a seventh of the time.
            case BILINEAR ->
                grows(picture, width, height)
                        ? squash(picture, width, height)
                        : resized(picture, width, height, Kernel.BILINEAR);
            case CUBIC -> resized(picture, width, height, Kernel.BICUBIC);
            case LANCZOS -> resized(picture, width, height, Kernel.LANCZOS);
        };
    }

    private static boolean grows(Mat picture, int width, int height) {
        return width >= picture.cols() && height >= picture.rows();
    }

    private static Mat resized(Mat picture, int width, int height, int interpolation) {
        if (picture.cols() == width && picture.rows() == height) return picture;
        Mat result = new Mat();
        resize(picture, result, new Size(width, height), 0, 0, interpolation);
        return result;
    }

    /** May be the picture itself where the size is the same. */
    public static Mat resized(Mat picture, int width, int height, Kernel kernel) {
        if (isHeightFirst(picture, width, height)) {
            return across(down(picture, height, kernel), width, kernel);
        }
        return down(across(picture, width, kernel), height, kernel);
    }

    /**
     * The order shows where the first rounding ends beside the other one's, by one step of 255. Versions of Pillow
     * before 13 always take the width first.
     */
    private static boolean isHeightFirst(Mat from, int width, int height) {
        int rowsLess = from.rows() - height;
        int columnsLess = from.cols() - width;
        return rowsLess > 0 && rowsLess > 2L * columnsLess;
    }

    private static Mat across(Mat picture, int width, Kernel kernel) {
        if (picture.cols() == width) return picture;
        Taps taps = Taps.of(picture.cols(), width, kernel);
        int channels = picture.channels();
        byte[] row = new byte[picture.cols() * channels];
        byte[] below = new byte[row.length];
        long[] both = new long[row.length];
        byte[] resized = new byte[width * channels];
        byte[] resizedBelow = new byte[resized.length];
        Mat result = new Mat(picture.rows(), width, picture.type());
        for (int y = 0; y < picture.rows(); y += 2) {
            int second = Math.min(y + 1, picture.rows() - 1);
            picture.ptr(y).get(row);
            picture.ptr(second).get(below);
            for (int i = 0; i < row.length; i++) both[i] = (row[i] & 0xff) | ((below[i] & 0xffL) << Integer.SIZE);
            if (channels == 3) {
                acrossColour(both, taps, resized, resizedBelow);
            } else {
                for (int c = 0; c < channels; c++) acrossChannel(both, taps, c, channels, resized, resizedBelow);
            }
            result.ptr(y).put(resized);
            if (second > y) result.ptr(second).put(resizedBelow);
        }
        return result;
    }

    /**
     * Two rows at once, in the halves of longs: a sum of products is the sum of both halves' sums, of which the lower one,
     * where it is negative, has taken one from the upper.
     */
    private static void acrossChannel(
            long[] both, Taps taps, int channel, int channels, byte[] resized, byte[] resizedBelow) {
        for (int x = 0; x < taps.count(); x++) {
            int at = taps.first(x) * channels + channel;
            long sum = BOTH_HALVES;
            for (int weight : taps.weights(x)) {
                sum += both[at] * weight;
                at += channels;
            }
            put(sum, x * channels + channel, resized, resizedBelow);
        }
    }

    /** As {@link #acrossChannel} of each, in about three quarters of the time. */
    private static void acrossColour(long[] both, Taps taps, byte[] resized, byte[] resizedBelow) {
        for (int x = 0; x < taps.count(); x++) {
            int at = taps.first(x) * 3;
            long blue = BOTH_HALVES;
            long green = BOTH_HALVES;
            long red = BOTH_HALVES;
            for (int weight : taps.weights(x)) {
                blue += both[at] * weight;
                green += both[at + 1] * weight;
                red += both[at + 2] * weight;
                at += 3;
            }
            put(blue, 3 * x, resized, resizedBelow);
            put(green, 3 * x + 1, resized, resizedBelow);
            put(red, 3 * x + 2, resized, resizedBelow);
        }
    }

    private static void put(long sums, int at, byte[] resized, byte[] resizedBelow) {
        int lower = (int) sums;
        resized[at] = rounded(lower);
        resizedBelow[at] = rounded((int) ((sums - lower) >> Integer.SIZE));
    }

    private static Mat down(Mat picture, int height, Kernel kernel) {
        if (picture.rows() == height) return picture;
        Taps taps = Taps.of(picture.rows(), height, kernel);
        int width = picture.cols() * picture.channels();
        byte[] row = new byte[width];
        int[] sums = new int[width];
        // Row y of the picture is in y % length. As ints, which the JVM adds up many at once; bytes it does not.
        int[][] rows = new int[taps.most()][width];
        int read = 0;
        Mat result = new Mat(height, picture.cols(), picture.type());
        for (int y = 0; y < height; y++) {
            int first = taps.first(y);
            int[] weights = taps.weights(y);
            for (read = Math.max(read, first); read < first + weights.length; read++) {
                picture.ptr(read).get(row);
                widen(row, rows[read % rows.length]);
            }
            Arrays.fill(sums, HALF);
            for (int tap = 0; tap < weights.length; tap++) {
                add(rows[(first + tap) % rows.length], weights[tap], sums);
            }
            narrow(sums, row);
            result.ptr(y).put(row);
        }
        return result;
    }

    private static void widen(byte[] row, int[] ints) {
        for (int i = 0; i < row.length; i++) ints[i] = row[i] & 0xff;
    }

    private static void add(int[] row, int weight, int[] sums) {
        for (int i = 0; i < sums.length; i++) sums[i] += row[i] * weight;
    }

    private static void narrow(int[] sums, byte[] row) {
        for (int i = 0; i < row.length; i++) row[i] = rounded(sums[i]);
    }

    private static byte rounded(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> Taps.FRACTION_BITS));
    }
}
