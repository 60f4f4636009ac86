package io.kirinuki.image.png;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Packs bits into bytes from the lowest bit up, as DEFLATE wants them (RFC 1951, section 3.1.1). */
final class BitBuffer {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Beside up to 7 that are kept; 64 in all could not be shifted out at once. */
    private static final int MOST = Long.SIZE - Byte.SIZE;

    /** Where bits that are handed over with their number have that. */
    static final int COUNT = Long.SIZE - 6;

    private static final long BITS = (1L << MOST) - 1;

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
     * Appends what stands for each byte from {@code from} to before {@code to}: four at once, whose bits are put together
     * before they meet those that are kept.
     *
     * @param codes for each byte its bits, at most 14, and in the highest 6 bits their number
     */
    void putEach(byte[] data, int from, int to, long[] codes) {
        byte[] out = bytes;
        int at = length;
        long kept = bits;
        int keptCount = bitCount;
        int i = from;
        for (; i + 4 <= to; i += 4) {
            int four = (int) INT.get(data, i);
            long first = codes[four & 0xff];
            long second = codes[(four >>> 8) & 0xff];
            long third = codes[(four >>> 16) & 0xff];
            long fourth = codes[four >>> 24];
            int firstCount = (int) (first >>> COUNT);
            int pairCount = firstCount + (int) (second >>> COUNT);
            int thirdCount = (int) (third >>> COUNT);
            // Their numbers are moved up with the second and the fourth: out of the way of all bits there can be.
            long pair = first | (second << firstCount);
            long other = third | (fourth << thirdCount);
            kept |= ((pair | (other << pairCount)) & BITS) << keptCount;
            keptCount += pairCount + thirdCount + (int) (fourth >>> COUNT);
            LONG.set(out, at, kept);
            at += keptCount >>> 3;
            kept >>>= keptCount & ~7;
            keptCount &= 7;
        }
        length = at;
        bits = kept;
        bitCount = keptCount;
        for (; i < to; i++) put(codes[data[i] & 0xff]);
    }

    /** Appends some bits, whose number is in the highest 6 bits. */
    void put(long counted) {
        put(counted & BITS, (int) (counted >>> COUNT));
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
