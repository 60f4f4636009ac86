package io.kirinuki.local.samples;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** JPEG bytes of a photo, upright or as a phone held sideways writes them. */
final class JpegFile {
    private static final float QUALITY = 0.88f;

    /** An APP1 segment whose only tag is Orientation = 6: turn clockwise to show (Exif 2.32, 4.6.4). */
    private static final byte[] TURN_CLOCKWISE = HexFormat.ofDelimiter(" ")
            .parseHex("ff e1 00 22 45 78 69 66 00 00 4d 4d 00 2a 00 00 00 08 "
                    + "00 01 01 12 00 03 00 00 00 01 00 06 00 00 00 00 00 00");

    private JpegFile() {}

    static byte[] upright(BufferedImage photo) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            var settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(photo, null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    static byte[] sideways(BufferedImage photo) throws IOException {
        var lying = new BufferedImage(photo.getHeight(), photo.getWidth(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < photo.getHeight(); y++)
            for (int x = 0; x < photo.getWidth(); x++) lying.setRGB(y, photo.getWidth() - 1 - x, photo.getRGB(x, y));
        byte[] plain = upright(lying);
        return ByteBuffer.allocate(plain.length + TURN_CLOCKWISE.length)
                .put(plain, 0, 2)
                .put(TURN_CLOCKWISE)
                .put(plain, 2, plain.length - 2)
                .array();
    }
}
