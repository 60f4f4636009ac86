package io.kirinuki.encode;

import java.util.Arrays;

/**
 * The different colours of a picture in the order in which they came, at most 256 of them. Owned by one thread while it
 * is filled.
 */
final class Palette {
    static final Palette NONE = new Palette();
    private static final int MOST = 256;
    private static final int SLOTS = 4 * MOST; // open addressing, at most a quarter full

    private final int[] colours = new int[MOST];
    private final short[] indices = new short[SLOTS];
    private int count;

    /** Index of the colour, which is entered where it is new; -1 where it is one too many. */
    int enter(int argb) {
        int slot = slot(argb);
        if (indices[slot] != 0) return indices[slot] - 1;
        if (count == MOST) return -1;
        colours[count++] = argb;
        indices[slot] = (short) count;
        return count - 1;
    }

    /** Index of a colour that was entered. */
    int index(int argb) {
        return indices[slot(argb)] - 1;
    }

    /** The colour's place in {@link #indices}, or the empty one that it would take. */
    private int slot(int argb) {
        int slot = (argb * 0x9e3779b1) >>> (Integer.SIZE - 10);
        while (indices[slot] != 0 && colours[indices[slot] - 1] != argb) slot = (slot + 1) % SLOTS;
        return slot;
    }

    int count() {
        return count;
    }

    /** Red, green, blue of each: the chunk PLTE. */
    byte[] rgb() {
        byte[] rgb = new byte[3 * count];
        for (int i = 0; i < count; i++) {
            rgb[3 * i] = (byte) (colours[i] >> 16);
            rgb[3 * i + 1] = (byte) (colours[i] >> 8);
            rgb[3 * i + 2] = (byte) colours[i];
        }
        return rgb;
    }

    /** Alpha up to the last that is not opaque: the chunk tRNS, empty where all are. */
    byte[] alpha() {
        byte[] alpha = new byte[count];
        int end = 0;
        for (int i = 0; i < count; i++) {
            alpha[i] = (byte) (colours[i] >>> 24);
            if (alpha[i] != -1) end = i + 1;
        }
        return Arrays.copyOf(alpha, end);
    }
}
