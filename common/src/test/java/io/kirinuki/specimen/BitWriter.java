package io.kirinuki.specimen;

import java.io.ByteArrayOutputStream;

/** Numbers of any count of bits as bytes: all highest bit first, as in JPEG, or all lowest first, as in WebP. */
final class BitWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int buffer;
    private int filled;

    void highest(int value, int bits) {
        for (int bit = bits - 1; bit >= 0; bit--) {
            buffer = (buffer << 1) | ((value >> bit) & 1);
            if (++filled == 8) flush();
        }
    }

    void lowest(int value, int bits) {
        for (int bit = 0; bit < bits; bit++) {
            buffer |= (value >> bit & 1) << filled;
            if (++filled == 8) flush();
        }
    }

    private void flush() {
        bytes.write(buffer);
        buffer = 0;
        filled = 0;
    }

    /** The bytes, of numbers that were written highest first. */
    byte[] filledWithOnes() {
        while (filled > 0) highest(1, 1);
        return bytes.toByteArray();
    }

    /** The bytes, of numbers that were written lowest first. */
    byte[] filledWithZeros() {
        while (filled > 0) lowest(0, 1);
        return bytes.toByteArray();
    }
}
