package io.kirinuki.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.LUT;
import static org.bytedeco.opencv.global.opencv_core.setNumThreads;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.kirinuki.outcome.Failure;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * How OpenCV is used here: on one thread a call, since images and not parts of them run in parallel, and with native
 * memory freed when a piece of work ends. Leaving it to the garbage collector costs several times the memory, for the
 * collector sees only the small Java side.
 */
final class OpenCv {
    static {
        setNumThreads(1);
    }

    private OpenCv() {}

    /** Runs the work, then frees every native object it made. */
    static <T> T scoped(Supplier<T> work) {
        PointerScope scope = new PointerScope();
        try {
            return work.get();
        } finally {
            scope.close();
        }
    }

    /** As {@link #scoped}, but the picture the work returns stays until it is closed. */
    static Mat kept(Supplier<Mat> work) {
        return scoped(() -> work.get().retainReference());
    }

    /**
     * Of a C++ exception, which JavaCPP makes a plain RuntimeException: what OpenCV says, which writes "OpenCV(version)
     * file:line: error: (code:kind) what in function 'name'". Any other is a bug of ours, and not the file's fault.
     *
     * @param work what was tried
     */
    static Failure failure(RuntimeException e, String work) {
        String message = String.valueOf(e.getMessage());
        if (e.getClass() != RuntimeException.class) {
            StackTraceElement[] trace = e.getStackTrace();
            return new Failure.Internal("%s at %s, trying to %s".formatted(e, trace.length > 0 ? trace[0] : "?", work));
        }
        if (message.contains("(-4:") || message.contains("bad_alloc")) {
            return new Failure.Internal("no native memory left to " + work);
        }
        int start = message.indexOf("error: ");
        String what = start < 0 ? message : message.substring(start + "error: ".length());
        return new Failure.Undecodable("OpenCV refuses it: " + what.strip().replaceAll("\\s+", " "));
    }

    /** What each value of a byte becomes, for OpenCV's LUT; of the scope it is made in. */
    static Mat table(IntUnaryOperator becomes) {
        byte[] values = new byte[256];
        for (int i = 0; i < values.length; i++) values[i] = (byte) becomes.applyAsInt(i);
        return new Mat(1, values.length, CV_8UC1, new BytePointer(values));
    }

    /**
     * Where a picture of bytes has values that fit: 255 there, else 0. OpenCV's compare is no way to it, for it takes the
     * number that it compares with, or a picture of one or of four pixels, for another picture.
     */
    static Mat where(Mat bytes, IntPredicate fits) {
        Mat found = new Mat();
        LUT(bytes, table(value -> fits.test(value) ? 255 : 0), found);
        return found;
    }

    /**
     * The picture squashed to that size. An axis that shrinks is averaged over area, since sampling it would alias; an
     * axis that grows is interpolated. May be the picture itself where the size is the same.
     */
    static Mat squash(Mat picture, PixelSize size) {
        int width = Math.min(picture.cols(), size.width());
        int height = Math.min(picture.rows(), size.height());
        return resized(resized(picture, width, height, INTER_AREA), size.width(), size.height(), INTER_LINEAR);
    }

    /** The picture brought to that size by that filter. May be the picture itself where the size is the same. */
    static Mat resized(Mat picture, PixelSize size, Filter filter) {
        return switch (filter) {
            case AREA -> squash(picture, size);
            // Where nothing shrinks OpenCV's linear is the same triangle, but for rounding, in a seventh of the time.
            case BILINEAR ->
                grows(picture, size) ? squash(picture, size) : Resampler.resized(picture, size, Kernel.BILINEAR);
            case CUBIC -> Resampler.resized(picture, size, Kernel.BICUBIC);
            case LANCZOS -> Resampler.resized(picture, size, Kernel.LANCZOS);
        };
    }

    private static boolean grows(Mat picture, PixelSize size) {
        return size.width() >= picture.cols() && size.height() >= picture.rows();
    }

    private static Mat resized(Mat picture, int width, int height, int interpolation) {
        if (picture.cols() == width && picture.rows() == height) return picture;
        Mat result = new Mat();
        resize(picture, result, new Size(width, height), 0, 0, interpolation);
        return result;
    }

    static PixelSize sizeOf(Mat picture) {
        return new PixelSize(picture.cols(), picture.rows());
    }
}
