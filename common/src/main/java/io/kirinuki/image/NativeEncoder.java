package io.kirinuki.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_420;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import io.kirinuki.image.Picture.Layout;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The formats that OpenCV writes, without colour profiles. The whole picture is laid out in native memory first, a byte a
 * channel, and the encoders need memory of their own beside it.
 *
 * <p>Threads: each call is its own.
 */
public final class NativeEncoder {
    /** From this quality on colours are stored as finely as brightness, below it at half the width and height. */
    private static final int FULL_COLOUR_QUALITY = 90;

    /** OpenCV's way to say so: a quality above 100. */
    private static final int LOSSLESS = 101;

    private NativeEncoder() {}

    /**
     * Baseline JPEG, grey or YCbCr; {@code quality} 1..100. The picture must have no alpha. Its codes are the usual ones: to
     * make its own, libjpeg would hold 6 bytes a pixel.
     */
    public static Blob jpeg(Picture picture, int quality) {
        if (picture.layout() == Layout.RGBA) throw new IllegalArgumentException("JPEG has no alpha");
        int sampling =
                quality >= FULL_COLOUR_QUALITY ? IMWRITE_JPEG_SAMPLING_FACTOR_444 : IMWRITE_JPEG_SAMPLING_FACTOR_420;
        return encoded(".jpg", picture, IMWRITE_JPEG_QUALITY, quality, IMWRITE_JPEG_SAMPLING_FACTOR, sampling);
    }

    /** Lossy WebP, its alpha lossless; {@code quality} 1..100. Colours under transparent pixels are not kept. */
    public static Blob webp(Picture picture, int quality) {
        return encoded(".webp", picture, IMWRITE_WEBP_QUALITY, quality);
    }

    /** WebP that keeps all that is seen; colours under transparent pixels become black. */
    public static Blob losslessWebp(Picture picture) {
        return encoded(".webp", picture, IMWRITE_WEBP_QUALITY, LOSSLESS);
    }

    private static Blob encoded(String extension, Picture picture, int... options) {
        return OpenCv.scoped(() -> {
            BytePointer file = new BytePointer();
            if (!imencode(extension, laidOut(picture), file, new IntPointer(options))) {
                throw new IllegalStateException("OpenCV wrote no %s of %s".formatted(extension, picture.size()));
            }
            return copied(file);
        });
    }

    /** Channels in OpenCV's order: blue, green, red. */
    private static Mat laidOut(Picture picture) {
        PixelSize size = picture.size();
        int channels = picture.layout().channels();
        Mat mat = new Mat(size.height(), size.width(), CV_8UC(channels));
        byte[] row = new byte[picture.rowBytes()];
        for (int y = 0; y < size.height(); y++) {
            picture.rows().read(y, row);
            for (int at = 0; channels >= 3 && at < row.length; at += channels) {
                byte red = row[at];
                row[at] = row[at + 2];
                row[at + 2] = red;
            }
            mat.ptr(y).put(row);
        }
        return mat;
    }

    private static Blob copied(BytePointer file) {
        Blob.Writer blob = new Blob.Writer();
        byte[] piece = new byte[1 << 16];
        for (long from = 0; from < file.limit(); from += piece.length) {
            int count = (int) Math.min(piece.length, file.limit() - from);
            file.position(from).get(piece, 0, count);
            blob.write(piece, 0, count);
        }
        return blob.toBlob();
    }
}
