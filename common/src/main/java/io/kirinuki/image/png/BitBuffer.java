package io.kirinuki.image.png;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Packs bits into bytes from the lowest bit up, as DEFLATE wants them (RFC 1951, section 3.1.1). */
final class BitBuffer {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[1 << 12];
    private int length;
    private long bits;
    private int bitCount;

    /** Makes room for so many more bytes; {@link #put} itself does not look. */
    void reserve(int count) {
        int needed = Math.addExact(length, Math.addExact(count, 2 * Long.BYTES)); // put writes eight bytes to keep four
        if (needed > bytes.length) bytes = Arrays.copyOf(bytes, needed);
    }

    /** Appends the lowest {@code count} bits of {@code value}, whose others are 0; at most 32. */
    void put(long value, int count) {
        bits |= value << bitCount;
        bitCount += count;
        if (bitCount >= 32) {
            LONG.set(bytes, length, bits);
            length += 4;
            bits >>>= 32;
            bitCount -= 32;
        }
    }

    /** Fills the last byte with zero bits and appends it. */
    void align() {
        reserve(Long.BYTES);
        LONG.set(bytes, length, bits);
        length += (bitCount + 7) / 8;
        bits = 0;
        bitCount = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Forgets the whole bytes, once they were taken; bits that do not fill a byte yet stay. */
    void clear() {
        length = 0;
    }
}
