package io.kirinuki.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.mean;
import static org.bytedeco.opencv.global.opencv_core.min;
import static org.bytedeco.opencv.global.opencv_core.sumElems;

import io.kirinuki.image.resample.Filter;
import io.kirinuki.image.resample.Resampler;
import io.kirinuki.schema.ImageResult.Box;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * How much of each pixel belongs to the subject: alpha 0..255, one byte a pixel in native memory. Never changes;
 * operations give a new mask, which must be closed as well.
 *
 * <p>Threads: any number may read; {@link #close} must come after them all.
 */
public final class Mask implements AutoCloseable {
    private static final int HALF = 128;
    private static final int SOFT_FROM = 26;
    private static final int SOFT_TO = 229;

    private final Mat alpha;
    private final PixelSize size;

    /** Takes it over. */
    public Mask(Mat alpha) {
        this.alpha = alpha;
        this.size = OpenCv.sizeOf(alpha);
    }

    /** Copies the bytes, which go row by row. */
    public static Mask of(byte[] alpha, PixelSize size) {
        if (alpha.length != size.pixels()) {
            throw new IllegalArgumentException("%d bytes cannot be a mask of %s".formatted(alpha.length, size));
        }
        return new Mask(OpenCv.kept(() -> {
            Mat mat = new Mat(size.height(), size.width(), CV_8UC1);
            mat.data().put(alpha);
            return mat;
        }));
    }

    /** Reads the rows from top to bottom, so that no second copy of all pixels is needed. */
    public static Mask of(PixelSize size, RowSource rows) {
        byte[] row = new byte[size.width()];
        return new Mask(OpenCv.kept(() -> {
            Mat mat = new Mat(size.height(), size.width(), CV_8UC1);
            for (int y = 0; y < size.height(); y++) {
                rows.read(y, row);
                mat.ptr(y).put(row);
            }
            return mat;
        }));
    }

    /** 255 everywhere. */
    static Mask full(PixelSize size) {
        return new Mask(OpenCv.kept(() -> new Mat(size.height(), size.width(), CV_8UC1, new Scalar(255))));
    }

    /** Whether all of an alpha channel is 255. */
    public static boolean isFull(Mat alpha) {
        return OpenCv.scoped(() -> sumElems(alpha).get(0) == 255.0 * alpha.rows() * alpha.cols());
    }

    /**
     * The lesser of the two everywhere. No product: where both know the same soft edge, it would be thinned twice; and
     * taken twice, the lesser stays what it is.
     */
    public Mask within(Mask limit) {
        if (!limit.size.equals(size)) {
            throw new IllegalArgumentException("a mask of %s within one of %s".formatted(size, limit.size));
        }
        return new Mask(OpenCv.kept(() -> {
            Mat lesser = new Mat();
            min(alpha, limit.alpha, lesser);
            return lesser;
        }));
    }

    /** The same inside of the box, which may reach beyond it; 0 outside. */
    public Mask inside(Box box) {
        int left = Math.min(box.x(), size.width());
        int top = Math.min(box.y(), size.height());
        int width = Math.min(box.width(), size.width() - left);
        int height = Math.min(box.height(), size.height() - top);
        return new Mask(OpenCv.kept(() -> {
            Mat inside = new Mat(size.height(), size.width(), CV_8UC1, new Scalar(0));
            Rect place = new Rect(left, top, width, height);
            new Mat(alpha, place).copyTo(new Mat(inside, place));
            return inside;
        }));
    }

    public Mask resizedTo(PixelSize target, Filter filter) {
        // The copy of the same size shares its pixels, which OpenCV counts references to.
        return new Mask(OpenCv.kept(() -> target.equals(size)
                ? new Mat(alpha)
                : Resampler.resized(alpha, target.width(), target.height(), filter)));
    }

    /** 0 where the turned mask does not reach; bilinear, or exact where it is a quarter turn. */
    public Mask turned(Turn turn) {
        return turned(turn, 0);
    }

    /** @param outside alpha where the turned mask does not reach */
    Mask turned(Turn turn, int outside) {
        return new Mask(OpenCv.kept(() -> turn.mask(alpha, outside)));
    }

    /** 255 where alpha is at least {@code threshold} * 255, else 0; {@code threshold} in 0..1. */
    public Mask thresholded(double threshold) {
        return new Mask(OpenCv.kept(() -> {
            double limit = Math.ceil(threshold * 255);
            return OpenCv.where(alpha, value -> value >= limit);
        }));
    }

    /** Mean alpha, 0..1. */
    public double coverage() {
        return OpenCv.scoped(() -> mean(alpha).get(0) / 255);
    }

    /** The smallest box around all pixels with alpha of at least one half (128); empty where there is none. */
    public Optional<Box> box() {
        return box(HALF);
    }

    /** The smallest box around all pixels with alpha of at least {@code least}, 1..255; empty where there is none. */
    public Optional<Box> box(int least) {
        byte[] row = new byte[size.width()];
        int left = row.length;
        int top = -1;
        int right = -1;
        int bottom = -1;
        for (int y = 0; y < size.height(); y++) {
            row(y, row);
            int first = AlphaBytes.first(row, least);
            if (first == row.length) continue;
            left = Math.min(left, first);
            right = Math.max(right, AlphaBytes.last(row, least));
            if (top < 0) top = y;
            bottom = y;
        }
        return top < 0 ? Optional.empty() : Optional.of(new Box(left, top, right + 1 - left, bottom + 1 - top));
    }

    /**
     * Mean width of the soft edge in pixels: the area with alpha between 10 % and 90 % (26..229), divided by the number
     * of pixel sides between alpha below and of at least one half. Empty where there is no such side.
     */
    public OptionalDouble edgeSoftness() {
        byte[] row = new byte[size.width()];
        byte[] above = new byte[size.width()];
        long sides = 0;
        long soft = 0;
        for (int y = 0; y < size.height(); y++) {
            row(y, row);
            soft += AlphaBytes.count(row, SOFT_FROM, SOFT_TO + 1);
            sides += AlphaBytes.sides(row);
            if (y > 0) sides += AlphaBytes.sides(row, above);
            byte[] swapped = above;
            above = row;
            row = swapped;
        }
        return sides == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) soft / sides);
    }

    /**
     * How little a soft mask m believes itself, 0..1: 1 - (sum of m in M + e) / (size of M + sum of m outside M + e),
     * where M is where m is at least one half, and e a thousandth of the pixels. It is 1 less the intersection over
     * union to be expected of M, if each pixel were the subject with probability m; the sums stand in for the
     * expectation of a quotient. A map of 0 and 1 only has none.
     */
    public static double uncertainty(Pixels map) {
        long inside = 0;
        long outside = 0;
        long sumInside = 0;
        for (byte value : map.bytes()) {
            int m = value & 0xff;
            if (m >= HALF) {
                inside++;
                sumInside += m;
            } else {
                outside += m;
            }
        }
        double spare = map.size().pixels() / 1000.0;
        return 1 - (sumInside / 255.0 + spare) / (inside + outside / 255.0 + spare);
    }

    public PixelSize size() {
        return size;
    }

    /** The mask itself, 8-bit grey. */
    public Picture picture() {
        return new Picture(size, Picture.Layout.GREY, this::row);
    }

    /** To be read only. */
    public Mat mat() {
        return alpha;
    }

    /** Fills {@code row} with the alpha of row {@code y}. */
    public void row(int y, byte[] row) {
        alpha.ptr(y).get(row, 0, size.width());
    }

    @Override
    public void close() {
        alpha.close();
    }
}
