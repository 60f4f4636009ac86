package io.kirinuki.image.mask;

import static org.bytedeco.opencv.global.opencv_core.BORDER_DEFAULT;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_CLOSE;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_ELLIPSE;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_OPEN;
import static org.bytedeco.opencv.global.opencv_imgproc.getStructuringElement;
import static org.bytedeco.opencv.global.opencv_imgproc.morphologyEx;
import static org.bytedeco.opencv.global.opencv_imgproc.threshold;

import io.kirinuki.image.Mask;
import io.kirinuki.image.OpenCv;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** What tidies the outline of a mask. Results are new masks, to be closed; 2 bytes a pixel of native memory beside the mask. */
public final class Morphology {
    private Morphology() {}

    /** Without what is thinner than {@code 2 * radius + 1} pixels: specks, hairs, bridges. Soft masks stay soft. */
    public static Mask opened(Mask mask, int radius) {
        return new Mask(OpenCv.kept(() -> morphed(mask, MORPH_OPEN, radius)));
    }

    /** Without gaps and cracks narrower than {@code 2 * radius + 1} pixels. Soft masks stay soft. */
    public static Mask closed(Mask mask, int radius) {
        return new Mask(OpenCv.kept(() -> morphed(mask, MORPH_CLOSE, radius)));
    }

    /**
     * Opened by radius 1, blurred by a Gaussian of sigma 2 cut off at 5x5, and 255 where that is at least 127, else 0:
     * pixel for pixel what {@code post_process} of rembg does ({@code rembg/bg.py}).
     */
    public static Mask smoothed(Mask mask) {
        return new Mask(OpenCv.kept(() -> {
            Mat smooth = morphed(mask, MORPH_OPEN, 1);
            GaussianBlur(smooth, smooth, new Size(5, 5), 2, 2, BORDER_DEFAULT, 0);
            threshold(smooth, smooth, 126, 255, 0);
            return smooth;
        }));
    }

    private static Mat morphed(Mask mask, int operation, int radius) {
        if (radius < 0) throw new IllegalArgumentException("a radius cannot be negative: " + radius);
        Mat result = new Mat();
        Mat disc = getStructuringElement(MORPH_ELLIPSE, new Size(2 * radius + 1, 2 * radius + 1));
        morphologyEx(mask.mat(), result, operation, disc);
        return result;
    }
}
