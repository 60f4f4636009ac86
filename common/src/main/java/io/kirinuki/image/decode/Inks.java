package io.kirinuki.image.decode;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import io.kirinuki.image.ColourTransform;
import io.kirinuki.image.IccProfile;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.RowSource;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Pictures of four inks (cyan, magenta, yellow, black; 255 is full) turned into colours of sRGB: by their profile, or
 * where there is none by the plain formula {@code red = (255 - cyan) * (255 - black) / 255}, which shows colours
 * brighter than they would be printed.
 */
final class Inks {
    private static final int CHANNELS = 4;

    private Inks() {}

    /** The picture in BGR. */
    static Mat colours(PixelSize size, RowSource inks, Optional<IccProfile> profile) {
        Optional<ColourTransform> transform = profile.flatMap(ColourTransform::toSrgb);
        byte[] row = new byte[size.width() * CHANNELS];
        byte[] bgr = new byte[size.width() * 3];
        Mat picture = new Mat(size.height(), size.width(), CV_8UC3);
        for (int y = 0; y < size.height(); y++) {
            inks.read(y, row);
            if (transform.isPresent()) {
                byte[] rgb = transform.get().apply(row);
                for (int i = 0; i < rgb.length; i += 3) {
                    bgr[i] = rgb[i + 2];
                    bgr[i + 1] = rgb[i + 1];
                    bgr[i + 2] = rgb[i];
                }
            } else {
                plain(row, bgr);
            }
            picture.ptr(y).put(bgr);
        }
        return picture;
    }

    private static void plain(byte[] inks, byte[] bgr) {
        for (int x = 0; x < bgr.length / 3; x++) {
            int light = 255 - (inks[CHANNELS * x + 3] & 0xff);
            for (int c = 0; c < 3; c++) {
                int left = 255 - (inks[CHANNELS * x + c] & 0xff);
                bgr[3 * x + 2 - c] = (byte) ((left * light + 127) / 255);
            }
        }
    }
}
