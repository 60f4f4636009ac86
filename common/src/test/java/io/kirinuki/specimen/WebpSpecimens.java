package io.kirinuki.specimen;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;

import io.kirinuki.image.PixelSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/** WebP: lossy and lossless, with alpha, animated, and lossless with as many tables of codes as there may be. */
final class WebpSpecimens {
    private static final int LOSSLESS = 101;
    private static final int LOSSY = 80;
    private static final int HAS_ANIMATION = 2;
    private static final int HAS_ALPHA = 16;
    private static final int MOST_GROUPS = 1 << 16;

    private WebpSpecimens() {}

    static void addTo(Map<String, Function<PixelSize, byte[]>> all) {
        all.put("WebP", size -> webp(size, CV_8UC3, LOSSY));
        all.put("WebP with alpha", size -> webp(size, CV_8UC4, LOSSY));
        all.put("WebP lossless", size -> webp(size, CV_8UC3, LOSSLESS));
        all.put("WebP lossless with alpha", size -> webp(size, CV_8UC4, LOSSLESS));
        all.put("WebP animated", size -> animated(size, CV_8UC3, LOSSY));
        all.put("WebP animated with alpha", size -> animated(size, CV_8UC4, LOSSY));
        all.put("WebP animated lossless", size -> animated(size, CV_8UC4, LOSSLESS));
        all.put("WebP of many tables", WebpSpecimens::ofManyTables);
    }

    private static byte[] webp(PixelSize size, int type, int quality) {
        return Drawn.byOpenCv(".webp", size, type, IMWRITE_WEBP_QUALITY, quality);
    }

    /** The same frame twice. */
    private static byte[] animated(PixelSize size, int type, int quality) {
        byte[] still = webp(size, type, quality);
        boolean extended = new String(still, 12, 4, StandardCharsets.ISO_8859_1).equals("VP8X");
        byte[] picture = Arrays.copyOfRange(still, extended ? 30 : 12, still.length);
        byte[] canvas = ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) (HAS_ANIMATION | (type == CV_8UC4 ? HAS_ALPHA : 0)))
                .putInt(4, size.width() - 1)
                .putShort(7, (short) (size.height() - 1))
                .array();
        byte[] place = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(6, size.width() - 1)
                .putInt(9, size.height() - 1)
                .putInt(12, 100)
                .array();
        byte[] frame = chunk("ANMF", Drawn.joined(place, picture));
        return riff(Drawn.joined(chunk("VP8X", canvas), chunk("ANIM", new byte[6]), frame, frame));
    }

    private static byte[] riff(byte[] chunks) {
        return chunk("RIFF", Drawn.joined("WEBP".getBytes(StandardCharsets.ISO_8859_1), chunks));
    }

    private static byte[] chunk(String name, byte[] content) {
        return ByteBuffer.allocate(8 + content.length + (content.length & 1))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.ISO_8859_1))
                .putInt(content.length)
                .put(content)
                .array();
    }

    /** A group of tables for every 16 pixels, as many as 16 bits can number; all pixels are black (RFC 9649, section 5). */
    private static byte[] ofManyTables(PixelSize size) {
        BitWriter bits = new BitWriter();
        bits.lowest(0x2f, 8);
        bits.lowest(size.width() - 1, 14);
        bits.lowest(size.height() - 1, 14);
        bits.lowest(0, 1 + 3); // no alpha, version 0
        bits.lowest(0, 1 + 1); // no transform, no cache of colours
        bits.lowest(1, 1); // several groups
        bits.lowest(0, 3); // one for 4x4 pixels
        bits.lowest(0, 1);
        anyByte(bits, 256 + 24);
        anyByte(bits, 256);
        for (int i = 0; i < 3; i++) onlyZero(bits);
        int blocks = (size.width() + 3) / 4 * ((size.height() + 3) / 4);
        int groups = Math.min(blocks, MOST_GROUPS);
        for (int i = 0; i < blocks; i++) {
            bits.lowest(reversed(i % groups), 8);
            bits.lowest(reversed(i % groups >> 8), 8);
        }
        for (int i = 0; i < 5 * groups; i++) onlyZero(bits);
        bits.lowest(0, 32);
        return riff(chunk("VP8L", bits.filledWithZeros()));
    }

    private static int reversed(int value) {
        return Integer.reverse(value << 24) & 0xff;
    }

    /** A code of one symbol, 0, which then takes no bits. */
    private static void onlyZero(BitWriter bits) {
        bits.lowest(1, 4);
    }

    /** A code of 8 bits for each byte, and none for what is beyond. */
    private static void anyByte(BitWriter bits, int symbols) {
        bits.lowest(0, 1);
        bits.lowest(12 - 4, 4);
        for (int i = 0; i < 12; i++) bits.lowest(i == 2 || i == 11 ? 1 : 0, 3); // lengths 0 and 8 are told by one bit
        bits.lowest(0, 1);
        for (int i = 0; i < symbols; i++) bits.lowest(i < 256 ? 1 : 0, 1);
    }
}
