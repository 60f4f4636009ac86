package io.kirinuki.image;

import static org.bytedeco.opencv.global.opencv_core.CV_16UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import io.kirinuki.image.probe.PngHeader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Files in every format, made on the spot: a picture of four plain quarters, red and green above, blue and white below.
 */
public final class SampleImages {
    public static final PixelSize SIZE = new PixelSize(48, 32);

    private SampleImages() {}

    /** By OpenCV; {@code options} are its IMWRITE pairs. */
    public static byte[] encoded(String extension, int type, int... options) {
        return OpenCv.scoped(() -> {
            Mat picture = new Mat(SIZE.height(), SIZE.width(), type);
            fill(picture);
            return file(extension, picture, options);
        });
    }

    public static byte[] file(String extension, Mat picture, int... options) {
        BytePointer file = new BytePointer();
        imencode(extension, picture, file, new IntPointer(options));
        byte[] bytes = new byte[Math.toIntExact(file.limit())];
        file.get(bytes);
        return bytes;
    }

    public static byte[] noise(String extension, PixelSize size) {
        byte[] pixels = new byte[Math.toIntExact(size.pixels()) * 3];
        new Random(3).nextBytes(pixels);
        return OpenCv.scoped(() -> {
            Mat picture = new Mat(size.height(), size.width(), CV_8UC3, new BytePointer(pixels));
            return file(extension, picture);
        });
    }

    public static byte[] colour(String extension, int... options) {
        return encoded(extension, CV_8UC3, options);
    }

    private static void fill(Mat picture) {
        for (int y = 0; y < picture.rows(); y++) {
            ByteBuffer row = ByteBuffer.allocate(picture.cols() * Math.toIntExact(picture.elemSize()))
                    .order(ByteOrder.nativeOrder());
            for (int x = 0; x < picture.cols(); x++) {
                Color quarter = quarter(x, y);
                if (picture.type() == CV_8UC1) {
                    row.put((byte) (quarter.getRed() | quarter.getGreen() / 2));
                } else {
                    int[] bgr = {quarter.getBlue(), quarter.getGreen(), quarter.getRed()};
                    for (int value : bgr) {
                        if (picture.type() == CV_16UC3) row.putShort((short) (value * 257));
                        else row.put((byte) value);
                    }
                }
            }
            picture.ptr(y).put(row.array());
        }
    }

    static Color quarter(int x, int y) {
        boolean left = x < SIZE.width() / 2;
        if (y < SIZE.height() / 2) return left ? Color.RED : Color.GREEN;
        return left ? Color.BLUE : Color.WHITE;
    }

    /** By ImageIO, in the given BufferedImage type. */
    public static byte[] byImageIo(String format, int type) {
        BufferedImage picture = new BufferedImage(SIZE.width(), SIZE.height(), type);
        Graphics2D graphics = picture.createGraphics();
        for (int y = 0; y < SIZE.height(); y += SIZE.height() / 2) {
            for (int x = 0; x < SIZE.width(); x += SIZE.width() / 2) {
                graphics.setColor(quarter(x, y));
                graphics.fillRect(x, y, SIZE.width() / 2, SIZE.height() / 2);
            }
        }
        graphics.dispose();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(picture, format, file)) throw new IllegalArgumentException("no writer for " + format);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    /** A TIFF structure with nothing but an orientation, as EXIF data hold it. */
    public static byte[] exif(int orientation, ByteOrder order) {
        boolean little = order == ByteOrder.LITTLE_ENDIAN;
        return ByteBuffer.allocate(26)
                .order(order)
                .put((little ? "II*\0" : "MM\0*").getBytes(StandardCharsets.ISO_8859_1))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    public static byte[] jpegWithExif(byte[] jpeg, byte[] exif) {
        ByteBuffer app1 = ByteBuffer.allocate(10 + exif.length)
                .putShort((short) 0xffe1)
                .putShort((short) (8 + exif.length))
                .put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1))
                .put(exif);
        return spliced(jpeg, 2, app1.array());
    }

    public static byte[] pngWithExif(byte[] png, byte[] exif) {
        return spliced(png, 33, chunk("eXIf", exif));
    }

    public static byte[] webpWithExif(byte[] webp, byte[] exif) {
        ByteBuffer extended = ByteBuffer.allocate(webp.length + 18 + 8 + exif.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(webp, 0, 12)
                .put("VP8X".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(10)
                .putInt(8) // has EXIF
                .put(new byte[] {(byte) (SIZE.width() - 1), 0, 0, (byte) (SIZE.height() - 1), 0, 0})
                .put(webp, 12, webp.length - 12)
                .put("EXIF".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(exif.length)
                .put(exif);
        return extended.putInt(4, extended.position() - 8).array();
    }

    /** Uncompressed, 8 or 16 bits a channel, with an orientation. */
    public static byte[] tiff(int orientation, int bits) {
        int pixelBytes = SIZE.width() * SIZE.height() * 3 * bits / 8;
        int[][] entries = {
            {256, 3, 1, SIZE.width()},
            {257, 3, 1, SIZE.height()},
            {258, 3, 3, 134},
            {259, 3, 1, 1},
            {262, 3, 1, 2},
            {273, 4, 1, 140},
            {274, 3, 1, orientation},
            {277, 3, 1, 3},
            {278, 3, 1, SIZE.height()},
            {279, 4, 1, pixelBytes}
        };
        ByteBuffer file = ByteBuffer.allocate(140 + pixelBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put("II*\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(8).putShort((short) entries.length);
        for (int[] entry : entries) {
            file.putShort((short) entry[0])
                    .putShort((short) entry[1])
                    .putInt(entry[2])
                    .putInt(entry[3]);
        }
        file.position(134);
        for (int i = 0; i < 3; i++) file.putShort((short) bits);
        for (int y = 0; y < SIZE.height(); y++) {
            for (int x = 0; x < SIZE.width(); x++) {
                Color quarter = quarter(x, y);
                for (int value : new int[] {quarter.getRed(), quarter.getGreen(), quarter.getBlue()}) {
                    if (bits == 16) file.putShort((short) (value * 257));
                    else file.put((byte) value);
                }
            }
        }
        return file.array();
    }

    /** 5x3, of red, green and blue, packed in runs that are told in hexadecimal. */
    public static byte[] bmpOfRuns(int packing, short bits, String runs) {
        byte[] packed = HexFormat.of().parseHex(runs);
        ByteBuffer file = ByteBuffer.allocate(66 + packed.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("BM".getBytes(StandardCharsets.ISO_8859_1)).putInt(10, 66).putInt(14, 40);
        file.putInt(18, 5)
                .putInt(22, 3)
                .putShort(26, (short) 1)
                .putShort(28, bits)
                .putInt(30, packing);
        file.putInt(46, 3)
                .putInt(54, 0xff0000)
                .putInt(58, 0x00ff00)
                .putInt(62, 0x0000ff)
                .put(66, packed);
        return file.array();
    }

    /** A grey PNG that claims any size and holds 300 kB of noise. */
    public static byte[] bomb(int width, int height) {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .array();
        byte[] noise = new byte[300_000];
        new Random(7).nextBytes(noise);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(PngHeader.SIGNATURE.getBytes(StandardCharsets.ISO_8859_1));
        png.writeBytes(chunk("IHDR", header));
        png.writeBytes(chunk("IDAT", noise));
        png.writeBytes(chunk("IEND", new byte[0]));
        return png.toByteArray();
    }

    public static byte[] chunk(String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .put(data);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + data.length);
        return chunk.putInt((int) crc.getValue()).array();
    }

    public static byte[] spliced(byte[] file, int at, byte[] addition) {
        return ByteBuffer.allocate(file.length + addition.length)
                .put(file, 0, at)
                .put(addition)
                .put(file, at, file.length - at)
                .array();
    }
}
