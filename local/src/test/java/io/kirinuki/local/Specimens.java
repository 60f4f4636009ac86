package io.kirinuki.local;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;

/** Image files made on the spot: a picture with one clear subject in its middle, and files that are built to harm. */
final class Specimens {
    private Specimens() {}

    static byte[] jpeg(int width, int height) {
        return encoded(picture(width, height), "jpeg");
    }

    static byte[] png(int width, int height) {
        return encoded(picture(width, height), "png");
    }

    /** Blobs of any colour, in which there is no subject to be sure of. */
    static byte[] noise(int width, int height) {
        BufferedImage small = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(3);
        for (int p = 0; p < 48; p++) small.setRGB(p % 8, p / 8, random.nextInt(1 << 24));
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        g.drawImage(small, 0, 0, width, height, null);
        g.dispose();
        return encoded(picture, "png");
    }

    /** The picture lies on its side, and EXIF says so: upright it is {@code height} by {@code width}. */
    static byte[] rotatedJpeg(int width, int height) {
        byte[] jpeg = jpeg(width, height);
        byte[] exif = ByteBuffer.allocate(36)
                .putShort((short) 0xffe1)
                .putShort((short) 34)
                .put(ascii("Exif\0\0MM\0*"))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) 6)
                .array();
        return ByteBuffer.allocate(jpeg.length + exif.length)
                .put(jpeg, 0, 2)
                .put(exif)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    static byte[] half(byte[] file) {
        return Arrays.copyOf(file, file.length / 2);
    }

    /** A sound PNG of one bit a pixel: some 200 kB that are 1.6 gigapixels. */
    static byte[] bomb(int width, int height) {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 1)
                .array();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        png.writeBytes(chunk("IHDR", header));
        png.writeBytes(chunk("IDAT", zeros((1 + (width + 7) / 8) * (long) height)));
        png.writeBytes(chunk("IEND", new byte[0]));
        return png.toByteArray();
    }

    /** 45 bytes, of which the last chunk says it holds more than most machines do. */
    static byte[] chunkOfFourGigabytes() {
        byte[] png = png(8);
        ByteBuffer.wrap(png).putInt(png.length - 12, 0xf0000000);
        return png;
    }

    /** Grey, one pixel, without data. */
    static byte[] png(int bitDepth) {
        byte[] header =
                ByteBuffer.allocate(13).putInt(1).putInt(1).put((byte) bitDepth).array();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        png.writeBytes(chunk("IHDR", header));
        png.writeBytes(chunk("IEND", new byte[0]));
        return png.toByteArray();
    }

    /** A progressive JPEG, grey, 4000x4000, that refines its first coefficients over and over. */
    static byte[] scans(int count) {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        jpeg.writeBytes(new byte[] {-1, (byte) 0xd8, -1, (byte) 0xc2, 0, 11, 8, 0x0f, (byte) 0xa0, 0x0f, (byte) 0xa0});
        jpeg.writeBytes(new byte[] {1, 1, 0x11, 0});
        for (int i = 0; i < count; i++) jpeg.writeBytes(new byte[] {-1, (byte) 0xda, 0, 8, 1, 1, 0, 0, 0, 0x10, 0});
        jpeg.writeBytes(new byte[] {-1, (byte) 0xd9});
        return jpeg.toByteArray();
    }

    /** A grey TIFF of 32x32 in one tile with sides of that length. */
    static byte[] tile(int side) {
        int[][] tags = {
            {256, 32},
            {257, 32},
            {258, 8},
            {259, 1},
            {262, 1},
            {277, 1},
            {322, side},
            {323, side},
            {324, 8},
            {325, 4096}
        };
        ByteBuffer tiff =
                ByteBuffer.allocate(4096).put(ascii("MM\0*")).putInt(8).putShort((short) tags.length);
        for (int[] tag : tags)
            tiff.putShort((short) tag[0]).putShort((short) 4).putInt(1).putInt(tag[1]);
        return tiff.array();
    }

    /** As a phone begins its photos; what follows is not looked at. */
    static byte[] heic() {
        return ByteBuffer.allocate(1024)
                .putInt(24)
                .put(ascii("ftypheic\0\0\0\0mif1heic"))
                .array();
    }

    private static byte[] zeros(long count) {
        Deflater deflater = new Deflater();
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        byte[] zeros = new byte[1 << 20];
        byte[] out = new byte[1 << 16];
        long left = count;
        while (!deflater.finished()) {
            if (deflater.needsInput()) {
                int n = (int) Math.min(left, zeros.length);
                deflater.setInput(zeros, 0, n);
                left -= n;
                if (left == 0) deflater.finish();
            }
            deflated.write(out, 0, deflater.deflate(out));
        }
        deflater.end();
        return deflated.toByteArray();
    }

    private static byte[] chunk(String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(ascii(type))
                .put(data);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + data.length);
        return chunk.putInt((int) crc.getValue()).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A red cup on a table by a pale wall, with a little noise as a camera has. */
    private static BufferedImage picture(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setPaint(new GradientPaint(0, 0, new Color(205, 215, 220), width, height, new Color(170, 185, 190)));
        g.fillRect(0, 0, width, height);
        g.setPaint(new GradientPaint(0, height * 0.7f, new Color(150, 120, 90), 0, height, new Color(110, 85, 60)));
        g.fillRect(0, height * 7 / 10, width, height);
        int w = width * 4 / 10;
        int h = height * 6 / 10;
        int x = (width - w) / 2;
        int y = height * 22 / 100;
        g.setPaint(new Color(60, 45, 35, 120));
        g.fillOval(x - w / 20, y + h * 85 / 100, w * 12 / 10, h * 2 / 10);
        g.setPaint(new Color(170, 25, 30));
        g.setStroke(new BasicStroke(w / 9f));
        g.drawOval(x + w * 8 / 10, y + h / 4, w * 4 / 10, h * 4 / 10);
        g.setPaint(new RadialGradientPaint(x + w * 0.35f, y + h * 0.35f, w, new float[] {0, 1}, new Color[] {
            new Color(240, 80, 70), new Color(110, 10, 20)
        }));
        g.fillRoundRect(x, y + h / 10, w, h * 85 / 100, w / 4, h / 4);
        g.setPaint(new Color(80, 10, 15));
        g.fillOval(x, y, w, h / 5);
        g.dispose();
        Random random = new Random(5);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                int noise = random.nextInt(9) - 4;
                Color at = new Color(picture.getRGB(column, row));
                picture.setRGB(
                        column,
                        row,
                        clamp(at.getRed() + noise) << 16
                                | clamp(at.getGreen() + noise) << 8
                                | clamp(at.getBlue() + noise));
            }
        }
        return picture;
    }

    private static int clamp(int value) {
        return Math.clamp(value, 0, 255);
    }

    private static byte[] encoded(BufferedImage picture, String format) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(picture, format, file)) throw new IllegalArgumentException("no writer for " + format);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }
}
