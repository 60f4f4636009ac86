package io.kirinuki.image.decode;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.LUT;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.kirinuki.image.ColourTransform;
import io.kirinuki.image.IccProfile;
import io.kirinuki.image.OpenCv;
import io.kirinuki.image.RowSource;
import io.kirinuki.image.probe.FileFacts;
import io.kirinuki.image.probe.GifFrame;
import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.tiff.TiffPixels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Makes 8-bit BGR, and alpha where there is any, of what OpenCV reads out of a file. Everything it makes is native, and
 * freed with the scope it works in; what is large and no longer needed, at once.
 *
 * <p>At the peak it and OpenCV hold at most 16 bytes a pixel; {@code docs/pixels.md} tells it kind by kind. HEIC and AVIF come
 * decoded already.
 */
final class PhotoDecoder {
    /** What fits all but files that hide more than they show. */
    record Decoded(Mat bgr, Optional<Mat> alpha, Optional<IccProfile> profile) {}

    private final ImageFormat format;
    private final FileFacts facts;

    PhotoDecoder(ImageFormat format, FileFacts facts) {
        this.format = format;
        this.facts = facts;
    }

    /** As stored, not yet upright; empty where OpenCV gave up. */
    Optional<Decoded> decode(Excerpt excerpt) {
        Mat stored = read(excerpt);
        return stored.empty() ? Optional.empty() : Optional.of(decode(stored));
    }

    /** Takes samples over: grey, or in the order blue, green, red and a fourth, of 8 or 16 bits. */
    Decoded decode(Mat stored) {
        Optional<Mat> visible = facts.transparentGrey().isPresent() && stored.channels() == 1
                ? Optional.of(unlike(stored, facts.transparentGrey().getAsInt()))
                : Optional.empty();
        Mat picture = eightBit(stored);
        return switch (picture.channels()) {
            case 1 -> decoded(picture, visible);
            case 4 -> fourChannels(picture);
            default -> threeChannels(picture);
        };
    }

    private Decoded threeChannels(Mat picture) {
        TiffPixels.Meaning meaning = facts.tiff().map(TiffPixels::meaning).orElse(TiffPixels.Meaning.COLOUR);
        if (meaning == TiffPixels.Meaning.SIGNED_LAB || meaning == TiffPixels.Meaning.LAB) {
            Lab.toSrgb(picture, meaning == TiffPixels.Meaning.SIGNED_LAB);
            return new Decoded(picture, Optional.empty(), Optional.empty());
        }
        if (facts.grey()) inSrgb(picture);
        Optional<Mat> covered = facts.part().map(frame -> {
            Mat alpha = new Mat(picture.rows(), picture.cols(), CV_8UC1, Scalar.all(255));
            uncover(alpha, frame);
            return alpha;
        });
        return new Decoded(picture, covered, facts.profile(IccProfile.Space.RGB));
    }

    /** Makes transparent what is beside that frame: OpenCV gives it the colour of the ground, where the frame has all colours. */
    private static void uncover(Mat alpha, GifFrame frame) {
        Rect place = new Rect(
                frame.left(), frame.top(), frame.size().width(), frame.size().height());
        Mat shown = alpha.apply(place).clone();
        alpha.setTo(new Mat(Scalar.all(0)));
        shown.copyTo(alpha.apply(place));
    }

    /** Of 8 bits already: grey, or blue, green and red, which are straight beside alpha. */
    Decoded decoded(Mat stored, Optional<Mat> alpha) {
        Mat bgr = stored.channels() == 1 ? coloured(stored) : stored;
        return new Decoded(bgr, alpha, facts.profile(IccProfile.Space.RGB));
    }

    private Mat read(Excerpt excerpt) {
        BytePointer copy = excerpt.copied();
        Mat stored = imdecode(new Mat(1, Math.toIntExact(excerpt.length()), CV_8UC1, copy), asWhat());
        copy.close();
        return stored;
    }

    private int asWhat() {
        boolean colour = switch (format) {
            case BMP -> true; // hardly anybody means the fourth byte of its pixels
            case TIFF ->
                switch (facts.tiff().orElseThrow().meaning()) {
                    case COLOUR, SIGNED_LAB, LAB -> true;
                    case STRAIGHT_ALPHA, MULTIPLIED_ALPHA, CMYK -> false;
                };
            default -> false;
        };
        return colour ? IMREAD_COLOR | IMREAD_IGNORE_ORIENTATION : IMREAD_UNCHANGED;
    }

    /** 0 where a picture of one channel has that value, else 255. */
    private static Mat unlike(Mat grey, int value) {
        boolean deep = grey.depth() == CV_16U;
        byte[] row = new byte[grey.cols() * (deep ? 2 : 1)];
        byte[] visible = new byte[grey.cols()];
        ByteBuffer values = ByteBuffer.wrap(row).order(ByteOrder.nativeOrder());
        Mat alpha = new Mat(grey.rows(), grey.cols(), CV_8UC1);
        for (int y = 0; y < grey.rows(); y++) {
            grey.ptr(y).get(row);
            for (int x = 0; x < visible.length; x++) {
                int found = deep ? values.getShort(2 * x) & 0xffff : row[x] & 0xff;
                visible[x] = (byte) (found == value ? 0 : 255);
            }
            alpha.ptr(y).put(visible);
        }
        return alpha;
    }

    /** Rounded to the nearest: OpenCV's own way to 8 bits leaves the lower ones away. */
    private Mat eightBit(Mat stored) {
        int depth = stored.depth();
        if (depth != CV_8U && depth != CV_16U) {
            throw new IllegalStateException("samples of OpenCV's depth %d are not read".formatted(depth));
        }
        int white = facts.white().orElse(depth == CV_16U ? 0xffff : 0xff);
        if (white == 0xff && depth == CV_8U) return stored;
        Mat rounded = new Mat();
        stored.convertTo(rounded, CV_8U, 255.0 / white, 0);
        stored.close();
        return rounded;
    }

    private Mat coloured(Mat grey) {
        inSrgb(grey);
        Mat bgr = new Mat();
        cvtColor(grey, bgr, COLOR_GRAY2BGR);
        grey.close();
        return bgr;
    }

    /** Changes grey values of another meaning to those of sRGB, for a grey profile does not fit a picture of colour. */
    private void inSrgb(Mat greys) {
        Optional<ColourTransform> transform =
                facts.profile(IccProfile.Space.GREY).flatMap(ColourTransform::toSrgb);
        if (transform.isEmpty() || transform.get().isNeutral()) return;
        byte[] values = new byte[256];
        for (int i = 0; i < values.length; i++) values[i] = (byte) i;
        byte[] colours = transform.get().apply(values);
        LUT(greys, OpenCv.table(value -> colours[3 * value + 1]), greys);
    }

    private Decoded fourChannels(Mat stored) {
        TiffPixels.Meaning meaning = facts.tiff().map(TiffPixels::meaning).orElse(TiffPixels.Meaning.STRAIGHT_ALPHA);
        if (meaning == TiffPixels.Meaning.CMYK) {
            Mat bgr = Inks.colours(OpenCv.sizeOf(stored), inks(stored), facts.profile(IccProfile.Space.CMYK));
            stored.close();
            return new Decoded(bgr, Optional.empty(), Optional.empty());
        }
        Mat alpha = new Mat();
        extractChannel(stored, alpha, 3);
        facts.part().ifPresent(frame -> uncover(alpha, frame));
        Mat bgr = new Mat();
        cvtColor(stored, bgr, COLOR_BGRA2BGR);
        stored.close();
        if (meaning == TiffPixels.Meaning.MULTIPLIED_ALPHA) OpenCv.divide(bgr, alpha);
        if (facts.grey()) inSrgb(bgr);
        return new Decoded(bgr, Optional.of(alpha), facts.profile(IccProfile.Space.RGB));
    }

    /** OpenCV took the inks for red, green, blue and alpha, and gives them as blue, green, red and alpha. */
    private static RowSource inks(Mat stored) {
        return (y, row) -> {
            stored.ptr(y).get(row);
            for (int at = 0; at < row.length; at += 4) {
                byte yellow = row[at];
                row[at] = row[at + 2];
                row[at + 2] = yellow;
            }
        };
    }
}
