package io.kirinuki.image.probe.file;

import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A part of a file, read as unsigned numbers at checked positions. Nothing is allocated by what the numbers say, and
 * nothing is copied unless asked for.
 *
 * <p>Positions count from the part's first byte. They are longs, so that sums of 32-bit numbers found in a file cannot
 * wrap around. Failures: reading past the end ends in {@link Failure.Undecodable}, naming what was looked for.
 */
public final class HeaderBytes {
    private final byte[] bytes;
    private final long from;
    private final long length;
    private final boolean littleEndian;
    private final String format;

    private HeaderBytes(byte[] bytes, long from, long length, ByteOrder order, String format) {
        this.bytes = bytes;
        this.from = from;
        this.length = length;
        this.littleEndian = order == ByteOrder.LITTLE_ENDIAN;
        this.format = format;
    }

    public static HeaderBytes of(byte[] bytes, ByteOrder order, String format) {
        return new HeaderBytes(bytes, 0, bytes.length, order, format);
    }

    /** The part of {@code size} bytes at {@code at}, or as much of it as there is. */
    public HeaderBytes part(long at, long size) {
        long start = Math.min(at, length);
        return new HeaderBytes(bytes, from + start, Math.min(size, length - start), order(), format);
    }

    public HeaderBytes in(ByteOrder order) {
        return new HeaderBytes(bytes, from, length, order, format);
    }

    private ByteOrder order() {
        return littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    public long length() {
        return length;
    }

    public int u8(long at, String what) throws FailedException {
        if (at >= length) throw undecodable("the %s ends before its %s".formatted(format, what));
        return bytes[Math.toIntExact(from + at)] & 0xff;
    }

    public int u16(long at, String what) throws FailedException {
        int first = u8(at, what);
        int second = u8(at + 1, what);
        return littleEndian ? second << 8 | first : first << 8 | second;
    }

    public long u32(long at, String what) throws FailedException {
        long first = u16(at, what);
        long second = u16(at + 2, what);
        return littleEndian ? second << 16 | first : first << 16 | second;
    }

    /** Whether these ASCII characters stand at {@code at}; false where the bytes end before. */
    public boolean has(long at, String ascii) {
        byte[] expected = ascii.getBytes(StandardCharsets.ISO_8859_1);
        if (at + expected.length > length) return false;
        for (int i = 0; i < expected.length; i++) {
            if (bytes[Math.toIntExact(from + at + i)] != expected[i]) return false;
        }
        return true;
    }

    /** Where that byte stands next, from {@code at} on; the length where it does not come any more. */
    public long next(long at, int value) {
        int end = Math.toIntExact(from + length);
        for (int i = Math.toIntExact(from + Math.min(at, length)); i < end; i++) {
            if (bytes[i] == (byte) value) return i - from;
        }
        return length;
    }

    /** Fails where the part that begins at {@code at} does not lie within this one as a whole. */
    public void require(long at, long size, String what) throws FailedException {
        if (size <= length - at) return;
        throw undecodable("the %s's %s says it holds %d bytes, the file has %d left"
                .formatted(format, what, size, Math.max(0, length - at)));
    }

    /** Of numbers that are not negative; the largest long where there is no room for it. */
    public static long product(long one, long other) {
        return Math.multiplyHigh(one, other) == 0 && one * other >= 0 ? one * other : Long.MAX_VALUE;
    }

    /** Its bytes, of which there are never more than the file holds. */
    public byte[] copied() {
        return Arrays.copyOfRange(bytes, Math.toIntExact(from), Math.toIntExact(from + length));
    }

    /** The size, where both numbers can be one. */
    public PixelSize size(long width, long height) throws FailedException {
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw undecodable("the %s says it is %dx%d pixels".formatted(format, width, height));
        }
        return new PixelSize((int) width, (int) height);
    }

    public static FailedException undecodable(String why) {
        return new FailedException(new Failure.Undecodable(why));
    }
}
