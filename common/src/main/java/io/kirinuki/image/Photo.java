package io.kirinuki.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.rotate;
import static org.bytedeco.opencv.global.opencv_core.transpose;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * A decoded picture, upright, three bytes a pixel in native memory.
 *
 * <p>Whatever the file holds becomes 8-bit colour: grey, palette, CMYK and 16 bits a channel alike. Of animations it is
 * the first frame. Transparency in the source is dropped and the colours under it stay as stored. Colour profiles are
 * not applied.
 *
 * <p>Threads: any number may read; {@link #close} must come after them all.
 */
public final class Photo implements AutoCloseable {
    private final Mat bgr;
    private final PixelSize size;

    private Photo(Mat bgr) {
        this.bgr = bgr;
        this.size = OpenCv.sizeOf(bgr);
    }

    /**
     * Decodes the file that {@code header} was read from; limits on its size must have been checked before. A file cut
     * short is refused, even where a part of the picture could be shown.
     */
    public static Outcome<Photo> decode(byte[] bytes, ImageHeader header) {
        Mat picture;
        try {
            picture = OpenCv.kept(() -> upright(stored(bytes), header));
        } catch (RuntimeException e) { // what JavaCPP makes of any C++ exception
            return Outcome.failed(translated(e, header));
        }
        String format = header.format().name();
        String flaw;
        if (picture.empty()) {
            flaw = "its %s data is broken or cut short".formatted(format);
        } else if (!OpenCv.sizeOf(picture).equals(header.upright())) {
            flaw = "its %s header says %s, its data holds %s"
                    .formatted(format, header.upright(), OpenCv.sizeOf(picture));
        } else {
            return Outcome.done(new Photo(picture));
        }
        picture.close();
        return Outcome.failed(new Failure.Undecodable(flaw));
    }

    /** Always 8-bit BGR; empty where OpenCV gave up. */
    private static Mat stored(byte[] bytes) {
        Mat file = new Mat(1, bytes.length, CV_8UC1, new BytePointer(bytes));
        return imdecode(file, IMREAD_COLOR | IMREAD_IGNORE_ORIENTATION);
    }

    /**
     * Turned by the header's orientation and not by OpenCV, so that header and picture cannot disagree. Of TIFF it is
     * OpenCV that turns: it does so whatever it is told.
     */
    private static Mat upright(Mat stored, ImageHeader header) {
        if (stored.empty() || header.format() == ImageFormat.TIFF) return stored;
        Mat turned = header.orientation() >= 5 ? new Mat() : stored;
        switch (header.orientation()) {
            case 2 -> flip(stored, turned, 1);
            case 3 -> flip(stored, turned, -1);
            case 4 -> flip(stored, turned, 0);
            case 5 -> transpose(stored, turned);
            case 6 -> rotate(stored, turned, ROTATE_90_CLOCKWISE);
            case 7 -> {
                transpose(stored, turned);
                flip(turned, turned, -1);
            }
            case 8 -> rotate(stored, turned, ROTATE_90_COUNTERCLOCKWISE);
            default -> {} // 1: upright as stored
        }
        return turned;
    }

    /** OpenCV writes "OpenCV(version) file:line: error: (code:kind) what in function 'name'". */
    private static Failure translated(RuntimeException e, ImageHeader header) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("(-4:")) {
            return new Failure.Internal("no native memory left to decode %s pixels".formatted(header.stored()));
        }
        int start = message.indexOf("error: ");
        String what = start < 0 ? message : message.substring(start + "error: ".length());
        return new Failure.Undecodable("OpenCV refuses it: " + what.strip().replaceAll("\\s+", " "));
    }

    public PixelSize size() {
        return size;
    }

    /** The pixels that a network takes. */
    public Pixels sample(Sampling sampling) {
        int channels = sampling.channels().count();
        byte[] bytes =
                new byte[Math.toIntExact(Math.multiplyExact(sampling.window().pixels(), channels))];
        OpenCv.scoped(() -> {
            Mat window = new Mat(
                    OpenCv.resized(bgr, sampling.scaled(), sampling.filter()),
                    new Rect(
                            sampling.left(),
                            sampling.top(),
                            sampling.window().width(),
                            sampling.window().height()));
            Mat turned = new Mat();
            cvtColor(window, turned, channels == 3 ? COLOR_BGR2RGB : COLOR_BGR2GRAY);
            turned.data().get(bytes);
            return bytes;
        });
        return new Pixels(bytes, sampling.window(), channels);
    }

    /** Fills {@code row} with row {@code y}, three bytes a pixel: blue, green, red. */
    void row(int y, byte[] row) {
        bgr.ptr(y).get(row, 0, size.width() * 3);
    }

    @Override
    public void close() {
        bgr.close();
    }
}
