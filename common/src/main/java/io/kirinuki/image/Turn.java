package io.kirinuki.image;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_180;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.rotate;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.getRotationMatrix2D;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import java.util.Optional;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A turn about the true centre, ((w - 1) / 2, (h - 1) / 2), as OpenCV's {@code getRotationMatrix2D} and {@code warpAffine}
 * turn. Multiples of 90 degrees move pixels and change none; of a photo that is not square they swap width and height,
 * whatever the canvas.
 *
 * @param degrees counter-clockwise, brought to -180..180
 */
public record Turn(double degrees, Canvas canvas) {
    /** What becomes of the corners. */
    public enum Canvas {
        /** The old size: corners are cut off and filled. */
        KEEP,
        /** The smallest box that holds all of the turned photo. */
        EXPAND,
        /**
         * The old size, of the turned photo enlarged by {@code (|degrees| + 100) / 100}. That is not quite enough: up to about
         * 40 degrees slivers of a square's corners are left to fill, and more of other shapes.
         */
        ZOOM_CROP,
        /** The old size, of the turned photo enlarged just as much as leaves nothing to fill. */
        COVER
    }

    /** How many times the photo's pixels a canvas may have: all that 3.7 times as long as wide need at 45 degrees. */
    public static final int MOST_GROWTH = 3;

    /** OpenCV's coordinates are of 16 bits. */
    private static final int LONGEST_SIDE = Short.MAX_VALUE - 1;

    public Turn {
        degrees = Math.IEEEremainder(degrees, 360);
    }

    /** Whether pixels only change places. */
    public boolean isExact() {
        return degrees % 90 == 0;
    }

    /** Size of the turned picture. */
    public PixelSize size(PixelSize picture) {
        if (isExact()) {
            return degrees % 180 == 0
                    ? picture
                    : new PixelSize(/* width= */ picture.height(), /* height= */ picture.width());
        }
        if (canvas != Canvas.EXPAND) return picture;
        return new PixelSize(whole(boxWidth(picture)), whole(boxHeight(picture)));
    }

    /** Of the box around a turned picture, or around all that a turned picture must hold to cover that size. */
    private double boxWidth(PixelSize size) {
        double radians = Math.toRadians(degrees);
        return size.width() * Math.abs(Math.cos(radians)) + size.height() * Math.abs(Math.sin(radians));
    }

    private double boxHeight(PixelSize size) {
        double radians = Math.toRadians(degrees);
        return size.width() * Math.abs(Math.sin(radians)) + size.height() * Math.abs(Math.cos(radians));
    }

    /** Whole pixels, but none for an error of rounding. */
    private static int whole(double length) {
        return (int) Math.max(1, Math.ceil(length - 1e-6));
    }

    /** Why a picture of that size cannot be turned so; empty where it can. */
    public Optional<String> objection(PixelSize picture) {
        if (isExact()) return Optional.empty();
        PixelSize turned = size(picture);
        if (turned.pixels() > MOST_GROWTH * picture.pixels()) {
            return Optional.of("%s expanded to %s would be more than %d times as large; keep or zoom-crop do"
                    .formatted(picture, turned, MOST_GROWTH));
        }
        int side = Math.max(Math.max(picture.width(), picture.height()), Math.max(turned.width(), turned.height()));
        if (side <= LONGEST_SIDE) return Optional.empty();
        return Optional.of(
                "pictures of more than %d pixels a side, as %s, can only be turned by multiples of 90 degrees"
                        .formatted(LONGEST_SIDE, picture));
    }

    private double zoom(PixelSize picture) {
        return switch (canvas) {
            case KEEP, EXPAND -> 1;
            case ZOOM_CROP -> (Math.abs(degrees) + 100) / 100;
            case COVER -> {
                // From the centres of the outermost pixels, between which a picture can be interpolated.
                PixelSize centres = new PixelSize(Math.max(1, picture.width() - 1), Math.max(1, picture.height() - 1));
                yield Math.max(boxWidth(centres) / centres.width(), boxHeight(centres) / centres.height());
            }
        };
    }

    /**
     * Three channels. Colours at the edge go on outside for the sake of interpolation, so that none of the fill is sharpened
     * into the photo; then the fill is laid over by what the photo leaves of each pixel. Without fill they stay.
     */
    Mat photo(Mat bgr, Optional<Colour> fill) {
        if (isExact()) return exact(bgr);
        Mat turned = warped(bgr, INTER_CUBIC, BORDER_REPLICATE, 0);
        fill.ifPresent(colour -> fill(turned, OpenCv.sizeOf(bgr), colour));
        return turned;
    }

    private void fill(Mat turned, PixelSize from, Colour fill) {
        PixelSize size = OpenCv.sizeOf(turned);
        Footprint footprint = new Footprint(from, size, degrees, zoom(from));
        byte[] row = new byte[size.width() * 3];
        for (int y = 0; y < size.height(); y++) {
            if (footprint.holdsRow(y)) continue;
            turned.ptr(y).get(row);
            for (int x = 0; x < size.width(); x++) {
                int inside = (int) Math.round(255 * footprint.covered(x, y));
                if (inside == 255) continue;
                row[3 * x] = Colour.mixed(inside, row[3 * x], fill.blue());
                row[3 * x + 1] = Colour.mixed(inside, row[3 * x + 1], fill.green());
                row[3 * x + 2] = Colour.mixed(inside, row[3 * x + 2], fill.red());
            }
            turned.ptr(y).put(row);
        }
    }

    /** One channel, {@code outside} where it does not reach. */
    Mat mask(Mat alpha, int outside) {
        return isExact() ? exact(alpha) : warped(alpha, INTER_LINEAR, BORDER_CONSTANT, outside);
    }

    private Mat exact(Mat picture) {
        if (degrees == 0) return picture.clone();
        Mat turned = new Mat();
        int code = Math.abs(degrees) == 180
                ? ROTATE_180
                : degrees == 90 ? ROTATE_90_COUNTERCLOCKWISE : ROTATE_90_CLOCKWISE;
        rotate(picture, turned, code);
        return turned;
    }

    private Mat warped(Mat picture, int interpolation, int border, int outside) {
        PixelSize from = OpenCv.sizeOf(picture);
        PixelSize size = size(from);
        Point2f centre = new Point2f((picture.cols() - 1) / 2f, (picture.rows() - 1) / 2f);
        Mat matrix = getRotationMatrix2D(centre, degrees, zoom(from));
        try (DoubleIndexer cells = matrix.createIndexer()) {
            cells.put(0, 2, cells.get(0, 2) + (size.width() - picture.cols()) / 2.0);
            cells.put(1, 2, cells.get(1, 2) + (size.height() - picture.rows()) / 2.0);
        }
        Mat turned = new Mat();
        warpAffine(
                picture,
                turned,
                matrix,
                new Size(size.width(), size.height()),
                interpolation,
                border,
                new Scalar(outside));
        return turned;
    }
}
