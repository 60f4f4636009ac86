package io.kirinuki.encode;

import java.util.Arrays;

/**
 * The five filters of PNG (specification, third edition, section 9) and the choice among them, row by row. Owned by one
 * thread; the lines it returns are its own and good until the next call.
 */
final class PngFilters {
    private static final int NONE = 0;
    private static final int SUB = 1;
    private static final int UP = 2;
    private static final int AVERAGE = 3;
    private static final int PAETH = 4;

    private final int pixelBytes;
    private final byte[][] lines = new byte[5][];
    private final int[] counts = new int[256];

    PngFilters(int rowBytes, int pixelBytes) {
        this.pixelBytes = pixelBytes;
        for (int filter = 0; filter < lines.length; filter++) {
            lines[filter] = new byte[rowBytes + 1];
            lines[filter][0] = (byte) filter;
        }
    }

    /** The row as it is, behind its filter byte. */
    byte[] none(byte[] row) {
        System.arraycopy(row, 0, lines[NONE], 1, row.length);
        return lines[NONE];
    }

    /**
     * The row by that filter whose bytes have the least entropy, which comes nearer to what DEFLATE makes of them than the
     * specification's least sum of differences does.
     *
     * @param above the row before, all 0 for the first
     */
    byte[] best(byte[] row, byte[] above) {
        none(row);
        sub(row, lines[SUB]);
        up(row, above, lines[UP]);
        average(row, above, lines[AVERAGE]);
        paeth(row, above, lines[PAETH]);
        byte[] best = lines[NONE];
        double least = Double.POSITIVE_INFINITY;
        for (byte[] line : lines) {
            double cost = cost(line);
            if (cost < least) {
                least = cost;
                best = line;
            }
        }
        return best;
    }

    /** Bits of the line by its own entropy, but for a constant. */
    private double cost(byte[] line) {
        Arrays.fill(counts, 0);
        for (byte value : line) counts[value & 0xff]++;
        double cost = 0;
        for (int count : counts) {
            if (count > 1) cost -= count * Math.log(count);
        }
        return cost;
    }

    private void sub(byte[] row, byte[] line) {
        int start = Math.min(pixelBytes, row.length);
        System.arraycopy(row, 0, line, 1, start);
        for (int i = start; i < row.length; i++) line[i + 1] = (byte) (row[i] - row[i - pixelBytes]);
    }

    private static void up(byte[] row, byte[] above, byte[] line) {
        for (int i = 0; i < row.length; i++) line[i + 1] = (byte) (row[i] - above[i]);
    }

    private void average(byte[] row, byte[] above, byte[] line) {
        int start = Math.min(pixelBytes, row.length);
        for (int i = 0; i < start; i++) line[i + 1] = (byte) (row[i] - ((above[i] & 0xff) >> 1));
        for (int i = start; i < row.length; i++) {
            line[i + 1] = (byte) (row[i] - (((row[i - pixelBytes] & 0xff) + (above[i] & 0xff)) >> 1));
        }
    }

    private void paeth(byte[] row, byte[] above, byte[] line) {
        int start = Math.min(pixelBytes, row.length);
        for (int i = 0; i < start; i++) line[i + 1] = (byte) (row[i] - above[i]);
        for (int i = start; i < row.length; i++) {
            int left = row[i - pixelBytes] & 0xff;
            int up = above[i] & 0xff;
            int corner = above[i - pixelBytes] & 0xff;
            int toLeft = Math.abs(up - corner);
            int toUp = Math.abs(left - corner);
            int toCorner = Math.abs(left + up - 2 * corner);
            int nearest = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
            line[i + 1] = (byte) (row[i] - nearest);
        }
    }
}
