package io.kirinuki.image.mask;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_NEAREST;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_RECT;
import static org.bytedeco.opencv.global.opencv_imgproc.dilate;
import static org.bytedeco.opencv.global.opencv_imgproc.erode;
import static org.bytedeco.opencv.global.opencv_imgproc.getStructuringElement;
import static org.bytedeco.opencv.global.opencv_imgproc.morphologyDefaultBorderValue;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.kirinuki.image.Mask;
import io.kirinuki.image.OpenCv;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * What is surely background (0), surely foreground (255), and what a matting network has to find out (128), one byte a
 * pixel. Made of a mask by erosion and dilation, as in N. Xu and others, Deep Image Matting (CVPR 2017).
 *
 * <p>Threads: any number may read; {@link #close} must come after them all.
 */
public final class Trimap implements AutoCloseable {
    private static final int UNKNOWN = 128;

    private final Mask map;

    private Trimap(Mask map) {
        this.map = map;
    }

    /**
     * What stays 255 of the mask when it is eroded is foreground, what stays 0 when it is dilated is background. Beyond
     * the picture's edges the subject is taken to go on where it touches them, and the background as well.
     *
     * @param threshold 0..1: the mask is 255 where alpha is at least this, else 0
     * @param kernel side of the square in pixels; of an even one the middle is right of and below the centre
     * @param iterations how often each is done
     */
    public static Trimap around(Mask alpha, double threshold, int kernel, int iterations) {
        try (Mask binary = alpha.thresholded(threshold)) {
            return new Trimap(new Mask(OpenCv.kept(() -> {
                Mat square = getStructuringElement(MORPH_RECT, new Size(kernel, kernel));
                Point middle = new Point(-1, -1);
                Scalar beyond = new Scalar(morphologyDefaultBorderValue());
                Mat sure = new Mat();
                erode(binary.mat(), sure, square, middle, iterations, 0, beyond);
                Mat possible = new Mat();
                dilate(binary.mat(), possible, square, middle, iterations, 0, beyond);
                Mat trimap = new Mat(alpha.size().height(), alpha.size().width(), CV_8UC1, new Scalar(UNKNOWN));
                trimap.setTo(new Mat(new Scalar(255)), sure);
                trimap.setTo(new Mat(new Scalar(0)), OpenCv.where(possible, value -> value == 0));
                return trimap;
            })));
        }
    }

    /** One that was drawn: what is quite white is foreground, what is quite black background, and any grey unknown. */
    public static Trimap given(Mask drawn) {
        return new Trimap(new Mask(OpenCv.kept(() -> {
            Mat trimap = drawn.mat().clone();
            trimap.setTo(new Mat(new Scalar(UNKNOWN)), OpenCv.where(drawn.mat(), value -> value != 0 && value != 255));
            return trimap;
        })));
    }

    /** Whether nothing is unknown. */
    public boolean isSettled() {
        return OpenCv.scoped(() -> !has(UNKNOWN));
    }

    /** Whether a network has anything to go by and anything to do: some foreground, and some that is unknown. */
    public boolean isOpen() {
        return OpenCv.scoped(() -> has(UNKNOWN) && has(255));
    }

    private boolean has(int value) {
        return countNonZero(OpenCv.where(map.mat(), each -> each == value)) > 0;
    }

    /** Colours of a photo at any size, and the trimap brought to that size by its nearest pixels as their fourth channel. */
    public Pixels under(Pixels rgb) {
        PixelSize size = rgb.size();
        byte[] trimap = new byte[Math.toIntExact(size.pixels())];
        OpenCv.scoped(() -> {
            Mat small = new Mat();
            resize(map.mat(), small, new Size(size.width(), size.height()), 0, 0, INTER_NEAREST);
            small.data().get(trimap);
            return small;
        });
        byte[] all = new byte[4 * trimap.length];
        for (int p = 0; p < trimap.length; p++) {
            System.arraycopy(rgb.bytes(), 3 * p, all, 4 * p, 3);
            all[4 * p + 3] = trimap[p];
        }
        return new Pixels(all, size, 4);
    }

    /** The network's alpha where the trimap is unknown, the trimap elsewhere. */
    public Mask completedBy(Mask alpha) {
        return new Mask(OpenCv.kept(() -> {
            Mat completed = map.mat().clone();
            alpha.mat().copyTo(completed, OpenCv.where(map.mat(), value -> value == UNKNOWN));
            return completed;
        }));
    }

    public Picture picture() {
        return map.picture();
    }

    public Mask map() {
        return map;
    }

    @Override
    public void close() {
        map.close();
    }
}
