package io.kirinuki.image.draw;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.circle;
import static org.bytedeco.opencv.global.opencv_imgproc.getTextSize;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Colour;
import io.kirinuki.image.OpenCv;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * A picture that figures and words are drawn on. Letters are OpenCV's own, since a bare machine has no fonts for
 * Java's: of ASCII only, the others are question marks. Used inside of {@link OpenCv#scoped}.
 */
final class Drawing {
    private static final double LETTERS = 0.45;
    /** Pixels from a line of text to the next. */
    static final int LINE = 20;

    private final Mat bgr;

    Drawing(PixelSize size, Colour ground) {
        bgr = new Mat(size.height(), size.width(), CV_8UC3, scalar(ground));
    }

    static int width(String text) {
        return getTextSize(text, FONT_HERSHEY_SIMPLEX, LETTERS, 1, new int[1]).width();
    }

    void fill(int x, int y, int width, int height, Colour colour) {
        rectangle(bgr, new Rect(x, y, width, height), scalar(colour), FILLED, LINE_8, 0);
    }

    void ring(int x, int y, int radius, Colour colour) {
        circle(bgr, new Point(x, y), radius, scalar(colour), 1, LINE_AA, 0);
    }

    void dot(int x, int y, int radius, Colour colour) {
        circle(bgr, new Point(x, y), radius, scalar(colour), FILLED, LINE_AA, 0);
    }

    void line(int x, int y, int toX, int toY, Colour colour) {
        opencv_imgproc.line(bgr, new Point(x, y), new Point(toX, toY), scalar(colour), 1, LINE_8, 0);
    }

    /** {@code y} is the line that the letters stand on. */
    void write(String text, int x, int y, Colour colour) {
        putText(bgr, text, new Point(x, y), FONT_HERSHEY_SIMPLEX, LETTERS, scalar(colour), 1, LINE_AA, false);
    }

    void paste(Mat picture, int x, int y) {
        picture.copyTo(new Mat(bgr, new Rect(x, y, picture.cols(), picture.rows())));
    }

    Mat bgr() {
        return bgr;
    }

    Blob png() {
        byte[] row = new byte[bgr.cols() * 3];
        return FastPng.encode(OpenCv.sizeOf(bgr), Picture.Layout.RGB, (y, rgb) -> {
            bgr.ptr(y).get(row);
            for (int i = 0; i < row.length; i += 3) {
                rgb[i] = row[i + 2];
                rgb[i + 1] = row[i + 1];
                rgb[i + 2] = row[i];
            }
        });
    }

    private static Scalar scalar(Colour colour) {
        return new Scalar(colour.blue(), colour.green(), colour.red(), 0);
    }
}
