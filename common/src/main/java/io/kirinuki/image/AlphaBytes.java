package io.kirinuki.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Questions to a row of alpha, answered for eight bytes at once: in a long, a byte's highest bit says whether it fits. One
 * by one they took three times as long.
 */
final class AlphaBytes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGHEST = 0x8080808080808080L;

    private AlphaBytes() {}

    /** The bytes from there on; beyond the end they are 0. */
    private static long eight(byte[] row, int at) {
        if (at + Long.BYTES <= row.length) return (long) LONG.get(row, at);
        long some = 0;
        for (int i = row.length - 1; i >= at; i--) some = (some << Byte.SIZE) | (row[i] & 0xff);
        return some;
    }

    /** Which of them are at least {@code least}, 1..255. */
    private static long fitting(long eight, int least) {
        long rest = (eight | HIGHEST) - EACH * (least & 0x7f); // no byte borrows of the next
        return (least > 0x7f ? rest & eight : rest | eight) & HIGHEST;
    }

    /** How many are from {@code least} to before {@code most}, both 1..255. */
    static int count(byte[] row, int least, int most) {
        int count = 0;
        for (int at = 0; at < row.length; at += Long.BYTES) {
            long eight = eight(row, at);
            count += Long.bitCount(fitting(eight, least) & ~fitting(eight, most));
        }
        return count;
    }

    /** The first that is at least {@code least}; the length where none is. */
    static int first(byte[] row, int least) {
        for (int at = 0; at < row.length; at += Long.BYTES) {
            long fitting = fitting(eight(row, at), least);
            if (fitting != 0) return at + Long.numberOfTrailingZeros(fitting) / Byte.SIZE;
        }
        return row.length;
    }

    /** The last that is at least {@code least}; -1 where none is. */
    static int last(byte[] row, int least) {
        for (int at = (row.length - 1) & -Long.BYTES; at >= 0; at -= Long.BYTES) {
            long fitting = fitting(eight(row, at), least);
            if (fitting != 0) return at + 7 - Long.numberOfLeadingZeros(fitting) / Byte.SIZE;
        }
        return -1;
    }

    /** How many neighbours are on different sides of one half, which the highest bit tells. */
    static int sides(byte[] row) {
        int sides = 0;
        long before = row[0] & 0xff; // beside the first there is none that it could differ from
        int at = 0;
        for (; at < row.length; at += Long.BYTES) {
            long eight = eight(row, at);
            long left = (eight << Byte.SIZE) | before;
            long differing = (eight ^ left) & HIGHEST;
            if (differing != 0)
                sides += Long.bitCount(at + Long.BYTES <= row.length ? differing : within(differing, row.length - at));
            before = eight >>> (Long.SIZE - Byte.SIZE);
        }
        return sides;
    }

    private static long within(long eight, int count) {
        return eight & ~(-1L << (count * Byte.SIZE));
    }

    /** How many are on another side of one half than those of a row as long. */
    static int sides(byte[] row, byte[] above) {
        int sides = 0;
        for (int at = 0; at < row.length; at += Long.BYTES) {
            sides += Long.bitCount((eight(row, at) ^ eight(above, at)) & HIGHEST);
        }
        return sides;
    }
}
