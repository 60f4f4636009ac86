package io.kirinuki.specimen;

import static org.bytedeco.opencv.global.opencv_core.CV_16UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC4;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;

import io.kirinuki.image.PixelSize;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32;
import javax.imageio.ImageWriteParam;

/** PNG: all depths and kinds of colour, interlaced, with profile, orientation and animation. */
final class PngSpecimens {
    private static final int HEADER_END = 33;

    private PngSpecimens() {}

    static void addTo(Map<String, Function<PixelSize, byte[]>> all) {
        all.put("PNG", size -> Drawn.byOpenCv(".png", size, CV_8UC3));
        all.put("PNG with alpha", size -> Drawn.byOpenCv(".png", size, CV_8UC4));
        all.put("PNG grey", size -> Drawn.byOpenCv(".png", size, CV_8UC1));
        all.put("PNG 16 bits", size -> Drawn.byOpenCv(".png", size, CV_16UC3));
        all.put("PNG 16 bits with alpha", size -> Drawn.byOpenCv(".png", size, CV_16UC4));
        all.put("PNG 16 bits grey", size -> Drawn.byOpenCv(".png", size, CV_16UC1));
        all.put("PNG palette", size -> byJava(size, BufferedImage.TYPE_BYTE_INDEXED, false));
        all.put("PNG 1 bit", size -> byJava(size, BufferedImage.TYPE_BYTE_BINARY, false));
        all.put("PNG interlaced", size -> byJava(size, BufferedImage.TYPE_INT_RGB, true));
        all.put("PNG interlaced with alpha", size -> byJava(size, BufferedImage.TYPE_INT_ARGB, true));
        all.put("PNG palette interlaced", size -> byJava(size, BufferedImage.TYPE_BYTE_INDEXED, true));
        all.put("PNG grey with a key", size -> afterHeader(size, CV_8UC1, chunk("tRNS", new byte[] {0, 70})));
        all.put("PNG with a key", size -> afterHeader(size, CV_8UC3, chunk("tRNS", new byte[] {0, 1, 0, 2, 0, 3})));
        all.put("PNG 16 bits with a key", size -> afterHeader(size, CV_16UC3, chunk("tRNS", new byte[6])));
        all.put("PNG animated", PngSpecimens::animated);
    }

    private static byte[] byJava(PixelSize size, int type, boolean interlaced) {
        return Drawn.byJava("png", size, type, parameters -> {
            if (interlaced) parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        });
    }

    private static byte[] afterHeader(PixelSize size, int type, byte[] chunk) {
        return Drawn.spliced(Drawn.byOpenCv(".png", size, type), HEADER_END, chunk);
    }

    private static byte[] animated(PixelSize size) {
        byte[] still = Drawn.byOpenCv(".png", size, CV_8UC4);
        byte[] frame = ByteBuffer.allocate(26)
                .putInt(4, size.width())
                .putInt(8, size.height())
                .array();
        byte[] count = ByteBuffer.allocate(8).putInt(2).array();
        return Drawn.spliced(still, HEADER_END, Drawn.joined(chunk("acTL", count), chunk("fcTL", frame)));
    }

    static byte[] chunk(String type, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + content.length)
                .putInt(content.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .put(content);
        CRC32 sum = new CRC32();
        sum.update(chunk.array(), 4, 4 + content.length);
        return chunk.putInt((int) sum.getValue()).array();
    }
}
