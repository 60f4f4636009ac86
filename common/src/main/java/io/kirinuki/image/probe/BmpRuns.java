package io.kirinuki.image.probe;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.outcome.Outcome.FailedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A BMP packed in runs, of 8 or 4 bits a pixel, as the plain one of 8 bits that it stands for. OpenCV loses count of rows
 * in such files, and says nothing. Pixels that no run reaches are of the palette's first colour.
 *
 * <p>Holds the plain file on the heap, a byte a pixel. Owned by one thread.
 */
final class BmpRuns {
    static final int OF_BYTES = 1;
    static final int OF_HALVES = 2;

    private static final int FILE_HEADER = 14;
    private static final int END_OF_ROW = 0;
    private static final int END = 1;
    private static final int MOVE = 2;
    private static final int COLOUR = 4;
    private static final int MOST_COLOURS = 256;

    private final HeaderBytes bmp;
    private final PixelSize size;
    private final boolean halves;
    private final byte[] plain;
    private final int pixels;
    private final int stride;
    private int x;
    private int y;

    private BmpRuns(HeaderBytes bmp, PixelSize size, boolean halves, byte[] plain, int pixels, int stride) {
        this.bmp = bmp;
        this.size = size;
        this.halves = halves;
        this.plain = plain;
        this.pixels = pixels;
        this.stride = stride;
    }

    /** @param size rows go from the last to the first, in both files */
    static byte[] unpacked(HeaderBytes bmp, PixelSize size, boolean halves) throws FailedException {
        long header = bmp.u32(FILE_HEADER, "information header");
        long used = bmp.u32(46, "number of colours");
        long colours = used == 0 ? (halves ? 16 : MOST_COLOURS) : used;
        if (header < 40 || colours > MOST_COLOURS) {
            throw HeaderBytes.undecodable(
                    "the BMP says it has %d colours in a header of %d bytes".formatted(used, header));
        }
        bmp.require(FILE_HEADER + header, COLOUR * colours, "palette");
        int pixels = Math.toIntExact(FILE_HEADER + header + COLOUR * colours);
        int stride = (size.width() + 3) / 4 * 4;
        long length = pixels + (long) stride * size.height();
        if (length > Integer.MAX_VALUE) throw HeaderBytes.undecodable("the BMP is too large to be unpacked");
        ByteBuffer plain = ByteBuffer.wrap(new byte[(int) length]).order(ByteOrder.LITTLE_ENDIAN);
        plain.put(bmp.part(0, pixels).copied()).putInt(10, pixels).putShort(28, (short) 8);
        plain.putInt(30, 0).putInt(46, (int) colours);
        new BmpRuns(bmp, size, halves, plain.array(), pixels, stride).unpack();
        return plain.array();
    }

    private void unpack() throws FailedException {
        long at = bmp.u32(10, "offset of its pixels");
        while (y < size.height()) {
            int count = bmp.u8(at, "pixels");
            int value = bmp.u8(at + 1, "pixels");
            at += 2;
            if (count > 0) {
                for (int i = 0; i < count; i++) put(halves ? (i & 1) == 0 ? value >> 4 : value & 15 : value);
            } else if (value == END_OF_ROW) {
                x = 0;
                y++;
            } else if (value == END) {
                return;
            } else if (value == MOVE) {
                x += bmp.u8(at, "pixels");
                y += bmp.u8(at + 1, "pixels");
                at += 2;
            } else {
                at = putEach(at, value);
            }
        }
    }

    /** Pixels one by one, filled up to an even number of bytes. */
    private long putEach(long at, int count) throws FailedException {
        for (int i = 0; i < count; i++) {
            int each = bmp.u8(halves ? at + i / 2 : at + i, "pixels");
            put(halves ? (i & 1) == 0 ? each >> 4 : each & 15 : each);
        }
        int bytes = halves ? (count + 1) / 2 : count;
        return at + bytes + (bytes & 1);
    }

    /** What goes beyond a row is lost. */
    private void put(int value) {
        if (x < size.width()) plain[pixels + y * stride + x] = (byte) value;
        x++;
    }
}
