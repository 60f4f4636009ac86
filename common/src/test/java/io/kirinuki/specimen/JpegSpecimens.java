package io.kirinuki.specimen;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_OPTIMIZE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_411;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_420;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;

import io.kirinuki.image.PixelSize;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import javax.imageio.ImageWriteParam;

/** JPEG: baseline and progressive, in one scan and in several, grey, colour and inks. */
final class JpegSpecimens {
    private static final int YCCK = 2;

    private JpegSpecimens() {}

    static void addTo(Map<String, Function<PixelSize, byte[]>> all) {
        all.put("JPEG", size -> colour(size));
        all.put("JPEG 4:2:0", size -> colour(size, IMWRITE_JPEG_SAMPLING_FACTOR, IMWRITE_JPEG_SAMPLING_FACTOR_420));
        all.put("JPEG 4:1:1", size -> colour(size, IMWRITE_JPEG_SAMPLING_FACTOR, IMWRITE_JPEG_SAMPLING_FACTOR_411));
        all.put("JPEG with restarts", size -> colour(size, IMWRITE_JPEG_RST_INTERVAL, 2, IMWRITE_JPEG_OPTIMIZE, 1));
        all.put("JPEG turned", size -> Drawn.spliced(colour(size), 2, exif(6)));
        all.put("JPEG grey", size -> Drawn.byOpenCv(".jpg", size, CV_8UC1));
        all.put("JPEG progressive grey", size -> Drawn.byOpenCv(".jpg", size, CV_8UC1, IMWRITE_JPEG_PROGRESSIVE, 1));
        all.put(
                "JPEG progressive 4:2:0",
                size -> colour(
                        size,
                        IMWRITE_JPEG_PROGRESSIVE,
                        1,
                        IMWRITE_JPEG_SAMPLING_FACTOR,
                        IMWRITE_JPEG_SAMPLING_FACTOR_420));
        all.put(
                "JPEG progressive 4:4:4",
                size -> colour(
                        size,
                        IMWRITE_JPEG_PROGRESSIVE,
                        1,
                        IMWRITE_JPEG_SAMPLING_FACTOR,
                        IMWRITE_JPEG_SAMPLING_FACTOR_444));
        all.put("JPEG in three scans", JpegSpecimens::inThreeScans);
        all.put("JPEG inks", size -> inks(size, false));
        all.put("JPEG inks of Adobe", size -> Drawn.spliced(inks(size, false), 2, adobe(YCCK)));
        all.put("JPEG progressive inks", size -> inks(size, true));
    }

    private static byte[] colour(PixelSize size, int... options) {
        return Drawn.byOpenCv(".jpg", size, CV_8UC3, options);
    }

    private static byte[] inks(PixelSize size, boolean progressive) {
        return Drawn.ofSamples("jpeg", size, 4, parameters -> {
            if (progressive) parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        });
    }

    private static byte[] exif(int orientation) {
        byte[] tiff = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte) orientation, 0, 0, 0};
        byte[] end = new byte[4];
        return Drawn.joined(
                new byte[] {-1, (byte) 0xe1, 0, (byte) (8 + tiff.length + end.length)},
                "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1),
                tiff,
                end);
    }

    private static byte[] adobe(int transform) {
        byte[] content = Drawn.joined("Adobe".getBytes(StandardCharsets.ISO_8859_1), new byte[7]);
        content[6] = 100;
        content[11] = (byte) transform;
        return Drawn.joined(new byte[] {-1, (byte) 0xee, 0, 14}, content);
    }

    /**
     * One scan for each component, which a decoder must keep until the last. All blocks are the same grey: by OpenCV's
     * tables, which are those of the standard, "no difference" is 00, and "end of block" 1010 for luma and 00 for chroma.
     */
    private static byte[] inThreeScans(PixelSize size) {
        byte[] whole = colour(size, IMWRITE_JPEG_SAMPLING_FACTOR, IMWRITE_JPEG_SAMPLING_FACTOR_444);
        int scan = Drawn.indexOf(whole, 0, 0xff, 0xda);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(whole, 0, scan);
        int blocks = (size.width() + 7) / 8 * ((size.height() + 7) / 8);
        for (int component = 1; component <= 3; component++) {
            int table = component == 1 ? 0 : 0x11;
            file.writeBytes(new byte[] {-1, (byte) 0xda, 0, 8, 1, (byte) component, (byte) table, 0, 63, 0});
            BitWriter codes = new BitWriter();
            for (int i = 0; i < blocks; i++) {
                if (component == 1) codes.highest(0b001010, 6);
                else codes.highest(0, 4);
            }
            file.writeBytes(codes.filledWithOnes());
        }
        file.writeBytes(new byte[] {-1, (byte) 0xd9});
        return file.toByteArray();
    }
}
