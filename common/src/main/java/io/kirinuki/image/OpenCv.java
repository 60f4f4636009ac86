package io.kirinuki.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.LUT;
import static org.bytedeco.opencv.global.opencv_core.setNumThreads;

import io.kirinuki.outcome.Failure;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * How OpenCV is used here: on one thread a call, since images and not parts of them run in parallel, and with native
 * memory freed when a piece of work ends. Leaving it to the garbage collector costs several times the memory, for the
 * collector sees only the small Java side.
 */
public final class OpenCv {
    static {
        setNumThreads(1);
    }

    private OpenCv() {}

    /** Runs the work, then frees every native object it made. */
    public static <T> T scoped(Supplier<T> work) {
        PointerScope scope = new PointerScope();
        try {
            return work.get();
        } finally {
            scope.close();
        }
    }

    /** As {@link #scoped}, but the picture the work returns stays until it is closed. */
    public static Mat kept(Supplier<Mat> work) {
        return scoped(() -> work.get().retainReference());
    }

    /**
     * Of a C++ exception, which JavaCPP makes a plain RuntimeException: what OpenCV says, which writes "OpenCV(version)
     * file:line: error: (code:kind) what in function 'name'". Any other is a bug of ours, and not the file's fault.
     *
     * @param work what was tried
     */
    public static Failure failure(RuntimeException e, String work) {
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
    public static Mat table(IntUnaryOperator becomes) {
        byte[] values = new byte[256];
        for (int i = 0; i < values.length; i++) values[i] = (byte) becomes.applyAsInt(i);
        return new Mat(1, values.length, CV_8UC1, new BytePointer(values));
    }

    /**
     * Where a picture of bytes has values that fit: 255 there, else 0. OpenCV's compare is no way to it, for it takes the
     * number that it compares with, or a picture of one or of four pixels, for another picture.
     */
    public static Mat where(Mat bytes, IntPredicate fits) {
        Mat found = new Mat();
        LUT(bytes, table(value -> fits.test(value) ? 255 : 0), found);
        return found;
    }

    public static PixelSize sizeOf(Mat picture) {
        return new PixelSize(picture.cols(), picture.rows());
    }

    /** Makes colours of 8 bits out of those that were multiplied by alpha; what nothing is left of becomes black. */
    public static void divide(Mat colours, Mat alpha) {
        int channels = colours.channels();
        byte[] row = new byte[colours.cols() * channels];
        byte[] shown = new byte[alpha.cols()];
        for (int y = 0; y < colours.rows(); y++) {
            colours.ptr(y).get(row);
            alpha.ptr(y).get(shown);
            for (int x = 0; x < shown.length; x++) {
                int part = shown[x] & 0xff;
                for (int at = channels * x; at < channels * (x + 1); at++) {
                    row[at] = part == 0 ? 0 : (byte) Math.min(255, ((row[at] & 0xff) * 255 + part / 2) / part);
                }
            }
            colours.ptr(y).put(row);
        }
    }
}
