package io.kirinuki.specimen;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION_ADOBE_DEFLATE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION_LZW;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION_PACKBITS;

import io.kirinuki.image.PixelSize;
import io.kirinuki.specimen.TiffWriter.Layout;
import java.awt.image.BufferedImage;
import java.util.Map;
import java.util.function.Function;
import javax.imageio.ImageWriteParam;

/** TIFF: strips, tiles and planes, 8 and 16 bits, alpha and inks, and every compression that is read. */
final class TiffSpecimens {
    private static final int GREY = 1;
    private static final int RGB = 2;
    private static final int INKS = 5;

    private TiffSpecimens() {}

    static void addTo(Map<String, Function<PixelSize, byte[]>> all) {
        for (int bits : new int[] {8, 16}) {
            String depth = bits == 8 ? "" : " 16 bits";
            for (Layout layout : Layout.values()) {
                String name = "TIFF" + depth + layout.words();
                all.put(name, size -> new TiffWriter(size, RGB, 3, bits, layout).file());
                if (layout == Layout.PLANES && bits == 16) continue; // inks and alpha are not read there
                all.put(name + " with alpha", size -> new TiffWriter(size, RGB, 4, bits, layout).file());
                all.put(name + " inks", size -> new TiffWriter(size, INKS, 4, bits, layout).file());
            }
            all.put("TIFF" + depth + " grey", size -> new TiffWriter(size, GREY, 1, bits, Layout.STRIPS).file());
            all.put(
                    "TIFF" + depth + " in one strip, grey",
                    size -> new TiffWriter(size, GREY, 1, bits, Layout.ONE_STRIP).file());
        }
        all.put("TIFF LZW", size -> byOpenCv(size, IMWRITE_TIFF_COMPRESSION_LZW));
        all.put("TIFF deflate", size -> byOpenCv(size, IMWRITE_TIFF_COMPRESSION_ADOBE_DEFLATE));
        all.put("TIFF PackBits", size -> byOpenCv(size, IMWRITE_TIFF_COMPRESSION_PACKBITS));
        all.put("TIFF of OpenCV, grey", size -> Drawn.byOpenCv(".tiff", size, CV_8UC1));
        all.put("TIFF JPEG", size -> byJava(size, BufferedImage.TYPE_INT_RGB, "JPEG"));
        all.put("TIFF palette", size -> byJava(size, BufferedImage.TYPE_BYTE_INDEXED, "LZW"));
        all.put("TIFF fax 3", size -> byJava(size, BufferedImage.TYPE_BYTE_BINARY, "CCITT T.4"));
        all.put("TIFF fax 4", size -> byJava(size, BufferedImage.TYPE_BYTE_BINARY, "CCITT T.6"));
        all.put("TIFF of bits", size -> byJava(size, BufferedImage.TYPE_BYTE_BINARY, "PackBits"));
    }

    private static byte[] byOpenCv(PixelSize size, int compression) {
        return Drawn.byOpenCv(".tiff", size, CV_8UC3, IMWRITE_TIFF_COMPRESSION, compression);
    }

    private static byte[] byJava(PixelSize size, int type, String compression) {
        return Drawn.byJava("tiff", size, type, parameters -> {
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionType(compression);
        });
    }
}
