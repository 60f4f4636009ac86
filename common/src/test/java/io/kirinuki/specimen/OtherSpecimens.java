package io.kirinuki.specimen;

import static org.bytedeco.opencv.global.opencv_core.CV_16UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PXM_BINARY;

import io.kirinuki.image.PixelSize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import javax.imageio.ImageWriteParam;

/** GIF, BMP and the Netpbm family. */
final class OtherSpecimens {
    private OtherSpecimens() {}

    static void addTo(Map<String, Function<PixelSize, byte[]>> all) {
        all.put("GIF", size -> gif(size, BufferedImage.TYPE_BYTE_INDEXED, false));
        all.put("GIF interlaced", size -> gif(size, BufferedImage.TYPE_BYTE_INDEXED, true));
        all.put("GIF with transparency", size -> gif(size, BufferedImage.TYPE_INT_ARGB, false));
        all.put("GIF animated", OtherSpecimens::animated);
        all.put("BMP", size -> Drawn.byOpenCv(".bmp", size, CV_8UC3));
        all.put("BMP of four bytes", size -> Drawn.byOpenCv(".bmp", size, CV_8UC4));
        all.put("BMP grey", size -> Drawn.byOpenCv(".bmp", size, CV_8UC1));
        all.put("BMP 16 bits", size -> bmp(size, 16, 0));
        all.put("BMP in runs", OtherSpecimens::runs);
        all.put("PNM", size -> Drawn.byOpenCv(".ppm", size, CV_8UC3));
        all.put("PNM grey", size -> Drawn.byOpenCv(".pgm", size, CV_8UC1));
        all.put("PNM 16 bits", size -> Drawn.byOpenCv(".ppm", size, CV_16UC3));
        all.put("PNM bits", size -> Drawn.byOpenCv(".pbm", size, CV_8UC1));
        all.put("PNM digits", size -> Drawn.byOpenCv(".ppm", size, CV_8UC3, IMWRITE_PXM_BINARY, 0));
        all.put("PNM of a hundred", OtherSpecimens::ofAHundred);
    }

    private static byte[] gif(PixelSize size, int type, boolean interlaced) {
        return Drawn.byJava(
                "gif",
                size,
                type,
                parameters -> parameters.setProgressiveMode(
                        interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED));
    }

    /** The same frame twice. */
    private static byte[] animated(PixelSize size) {
        byte[] still = gif(size, BufferedImage.TYPE_BYTE_INDEXED, false);
        int tables = 13 + (3 << ((still[10] & 7) + 1));
        byte[] frame = Arrays.copyOfRange(still, tables, still.length - 1);
        return Drawn.spliced(still, tables, frame);
    }

    private static byte[] bmp(PixelSize size, int bits, int packing, byte... palette) {
        int stride = (size.width() * bits + 31) / 32 * 4;
        int start = 54 + palette.length;
        ByteBuffer file = ByteBuffer.allocate(start + stride * size.height()).order(ByteOrder.LITTLE_ENDIAN);
        head(file, size, bits, packing, start).put(palette);
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width() * bits / 8; x++) {
                file.put(start + y * stride + x, (byte) Drawn.sample(x, y, 0));
            }
        }
        return file.array();
    }

    private static ByteBuffer head(ByteBuffer file, PixelSize size, int bits, int packing, int start) {
        return file.put("BM".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(file.capacity())
                .putInt(0)
                .putInt(start)
                .putInt(40)
                .putInt(size.width())
                .putInt(size.height())
                .putShort((short) 1)
                .putShort((short) bits)
                .putInt(packing)
                .position(54);
    }

    /** Of 8 bits, in runs of at most 255 of one colour. */
    private static byte[] runs(PixelSize size) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x += 255) {
                packed.write(Math.min(255, size.width() - x));
                packed.write(Drawn.sample(x, y, 1) & 3);
            }
            packed.writeBytes(new byte[2]);
        }
        packed.writeBytes(new byte[] {0, 1});
        int start = 54 + 4 * 4;
        ByteBuffer file = ByteBuffer.allocate(start + packed.size()).order(ByteOrder.LITTLE_ENDIAN);
        head(file, size, 8, 1, start).putInt(46, 4);
        for (int i = 0; i < 4; i++) file.putInt(54 + 4 * i, 0x123456 * (i + 1) & 0xffffff);
        file.put(start, packed.toByteArray());
        return file.array();
    }

    private static byte[] ofAHundred(PixelSize size) {
        byte[] head = "P6 %d %d 100\n".formatted(size.width(), size.height()).getBytes(StandardCharsets.ISO_8859_1);
        byte[] samples = Drawn.samples(size, 3, 1);
        for (int i = 0; i < samples.length; i++) samples[i] = (byte) ((samples[i] & 0xff) * 100 / 255);
        return Drawn.joined(head, samples);
    }
}
