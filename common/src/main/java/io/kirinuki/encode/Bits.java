package io.kirinuki.encode;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Samples of less than a byte, packed as PNG wants them: the leftmost pixel in the highest bits. */
final class Bits {
    private Bits() {}

    /** Packs the {@code depth} lowest bits of each of {@code count} samples; spare bits of the last byte are 0. */
    static void pack(int count, int depth, byte[] packed, IntUnaryOperator sample) {
        Arrays.fill(packed, (byte) 0);
        int perByte = Byte.SIZE / depth;
        for (int x = 0; x < count; x++) {
            int shift = Byte.SIZE - depth * (x % perByte + 1);
            packed[x / perByte] |= (byte) (sample.applyAsInt(x) << shift);
        }
    }
}
