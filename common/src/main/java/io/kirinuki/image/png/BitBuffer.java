package io.kirinuki.image.png;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Packs bits into bytes from the lowest bit up, as DEFLATE wants them (RFC 1951, section 3.1.1). */
final class BitBuffer {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Beside up to 7 that are kept; 64 in all could not be shifted out at once. */
    private static final int MOST = Long.SIZE - Byte.SIZE;

    private byte[] bytes = new byte[1 << 12];
    private int length;
    private long bits;
    private int bitCount;
    private boolean aligned;

    /** Makes room for so many more bytes; {@link #put} itself does not look. */
    void reserve(int count) {
        int needed = Math.addExact(length, Math.addExact(count, 2 * Long.BYTES)); // put writes eight bytes to keep some
        if (needed > bytes.length) bytes = Arrays.copyOf(bytes, needed);
    }

    /** Appends the lowest {@code count} bits of {@code value}, whose others are 0; at most {@value #MOST}. */
    void put(long value, int count) {
        bits |= value << bitCount;
        bitCount += count;
        flush();
    }

    /** Of the bits fewer than 8 stay. */
    private void flush() {
        LONG.set(bytes, length, bits);
        length += bitCount >>> 3;
        bits >>>= bitCount & ~7;
        bitCount &= 7;
    }

    /**
     * Appends what stands for each byte from {@code from} to before {@code to}.
     *
     * @param codes for each byte its bits above, at most 15, their number in the lowest 5 bits
     */
    void putEach(byte[] data, int from, int to, int[] codes) {
        int i = from;
        for (; i + 4 <= to; i += 4) {
            int first = codes[data[i] & 0xff];
            int second = codes[data[i + 1] & 0xff];
            int third = codes[data[i + 2] & 0xff];
            int fourth = codes[data[i + 3] & 0xff];
            int pairCount = (first & 31) + (second & 31);
            int otherCount = (third & 31) + (fourth & 31);
            long pair = (first >>> 5) | ((long) (second >>> 5) << (first & 31));
            long other = (third >>> 5) | ((long) (fourth >>> 5) << (third & 31));
            if (pairCount + otherCount <= MOST) {
                put(pair | (other << pairCount), pairCount + otherCount);
            } else {
                put(pair, pairCount);
                put(other, otherCount);
            }
        }
        for (; i < to; i++) put(codes[data[i] & 0xff] >>> 5, codes[data[i] & 0xff] & 31);
    }

    /** Fills the last byte with zero bits and appends it. */
    void align() {
        reserve(Long.BYTES);
        LONG.set(bytes, length, bits);
        length += (bitCount + 7) / 8;
        bits = 0;
        bitCount = 0;
        aligned = true;
    }

    byte[] bytes() {
        return bytes;
    }

    /** How many of them can be taken: fours, so that chunks are cut where they have always been; all, once aligned. */
    int length() {
        return aligned ? length : length & -Integer.BYTES;
    }

    /** Forgets those, once they were taken; what does not fill four bytes yet stays. */
    void clear() {
        int taken = length();
        System.arraycopy(bytes, taken, bytes, 0, length - taken);
        length -= taken;
    }
}
