package io.kirinuki.image.decode;

import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.rotate;
import static org.bytedeco.opencv.global.opencv_core.transpose;

import org.bytedeco.opencv.opencv_core.Mat;

/** What EXIF's eight orientations do to a picture (EXIF 2.32, section 4.6.4). */
final class Orientation {
    private Orientation() {}

    /**
     * The stored picture turned upright: the same one for 1 to 4, changed in place, else a new one, and the stored one is
     * freed.
     */
    static Mat upright(Mat stored, int orientation) {
        Mat turned = orientation >= 5 ? new Mat() : stored;
        switch (orientation) {
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
        if (orientation >= 5) stored.close();
        return turned;
    }
}
