package io.kirinuki.image;

/**
 * What mixtures of four inks look like, known for every mixture of every {@value #STEP}th value and mixed from these in
 * between (quadrilinear). Profiles know no more: theirs are tables of 9 to 17 values an ink. Asking a profile for each
 * pixel takes 20 times as long.
 *
 * <p>Never changes; threads may share it.
 */
final class InkTable {
    static final int STEP = 17;

    private static final int VALUES = 255 / STEP + 1;
    private static final int CELL = STEP * STEP * STEP * STEP;
    private static final int[] STRIDES = {3, 3 * VALUES, 3 * VALUES * VALUES, 3 * VALUES * VALUES * VALUES};

    private final byte[] known;

    /** @param known red, green and blue, the first ink going fastest */
    InkTable(byte[] known) {
        this.known = known;
    }

    /** Four bytes a pixel to three. */
    byte[] apply(byte[] inks) {
        byte[] colours = new byte[inks.length / 4 * 3];
        int[] mixed = new int[3];
        for (int p = 0; p < colours.length / 3; p++) {
            mix(inks, 4 * p, mixed);
            for (int c = 0; c < 3; c++) colours[3 * p + c] = (byte) ((mixed[c] + CELL / 2) / CELL);
        }
        return colours;
    }

    /** Into sums of weights that make {@link #CELL}. Weights of 0 are left out, also lest it look beyond the last value. */
    private void mix(byte[] inks, int at, int[] mixed) {
        int base = 0;
        for (int i = 0; i < 4; i++) base += (inks[at + i] & 0xff) / STEP * STRIDES[i];
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int last = 0; last < 4; last++) {
            int rough = weight(inks, at + 2, last);
            if (rough == 0) continue;
            int cell = base + (last & 1) * STRIDES[2] + (last >> 1) * STRIDES[3];
            for (int first = 0; first < 4; first++) {
                int weight = rough * weight(inks, at, first);
                if (weight == 0) continue;
                int node = cell + (first & 1) * STRIDES[0] + (first >> 1) * STRIDES[1];
                red += weight * (known[node] & 0xff);
                green += weight * (known[node + 1] & 0xff);
                blue += weight * (known[node + 2] & 0xff);
            }
        }
        mixed[0] = red;
        mixed[1] = green;
        mixed[2] = blue;
    }

    /** Of two inks, bit by bit below or above. */
    private static int weight(byte[] inks, int at, int corner) {
        int one = (inks[at] & 0xff) % STEP;
        int other = (inks[at + 1] & 0xff) % STEP;
        return ((corner & 1) == 1 ? one : STEP - one) * ((corner >> 1) == 1 ? other : STEP - other);
    }
}
