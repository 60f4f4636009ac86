package io.kirinuki.image.probe;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.outcome.Outcome.FailedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A BMP of 16 or 32 bits a pixel whose colours lie under masks, as the plain one of 24 bits that it stands for: OpenCV
 * knows few masks and few places for them. A colour's largest value becomes 255. Alpha is left out, as of other BMPs.
 *
 * <p>Holds the plain file on the heap, three bytes a pixel.
 */
final class BmpFields {
    private static final int HEADERS = 54;
    /** In a longer header, and behind one of 40 bytes: the same place. */
    private static final int MASKS = 54;

    /** Red, green and blue of 16 bits where none are told. */
    private static final int[] FIVE_BITS_EACH = {0x7c00, 0x03e0, 0x001f};

    private BmpFields() {}

    /** @param told whether masks are; rows keep their order */
    static byte[] unpacked(HeaderBytes bmp, PixelSize size, int bytesPerPixel, boolean told) throws FailedException {
        int[] masks = FIVE_BITS_EACH.clone();
        for (int i = 0; told && i < masks.length; i++) masks[i] = (int) bmp.u32(MASKS + 4L * i, "masks");
        if ((masks[0] | masks[1] | masks[2]) == 0) throw HeaderBytes.undecodable("the BMP's masks are 0");
        int stride = (size.width() * 3 + 3) / 4 * 4;
        long length = HEADERS + (long) stride * size.height();
        if (length > Integer.MAX_VALUE) throw HeaderBytes.undecodable("the BMP is too large to be unpacked");
        ByteBuffer plain = ByteBuffer.wrap(new byte[(int) length]).order(ByteOrder.LITTLE_ENDIAN);
        plain.put(bmp.part(0, HEADERS).copied())
                .putInt(10, HEADERS)
                .putInt(14, 40)
                .putShort(28, (short) 24);
        plain.putInt(30, 0).putInt(46, 0);
        long from = bmp.u32(10, "offset of its pixels");
        long row = ((long) size.width() * bytesPerPixel + 3) / 4 * 4;
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                long at = from + y * row + (long) x * bytesPerPixel;
                int pixel = bytesPerPixel == 2 ? bmp.u16(at, "pixels") : (int) bmp.u32(at, "pixels");
                int to = HEADERS + y * stride + 3 * x;
                for (int i = 0; i < masks.length; i++) plain.put(to + 2 - i, value(pixel, masks[i]));
            }
        }
        return plain.array();
    }

    /** Nothing where there is no such colour. */
    private static byte value(int pixel, int mask) {
        if (mask == 0) return 0;
        int shift = Integer.numberOfTrailingZeros(mask);
        long most = Integer.toUnsignedLong(mask >>> shift);
        long value = Integer.toUnsignedLong((pixel & mask) >>> shift);
        return (byte) ((value * 255 + most / 2) / most);
    }
}
