package io.kirinuki.image.compose;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.RowSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A picture made smaller by a whole number: each pixel the mean of a square of pixels, of fewer at the right and lower
 * edge. OpenCV's averages of squares that begin between two pixels took ten times as long.
 */
final class BlockMeans {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EVEN = 0x00ff00ff00ff00ffL;
    /** Of 255 each, in 16 bits. */
    private static final int MOST_ROWS = 257;

    private static final int SHARE_BITS = 40;
    /** Its square times 256 is less than 2 to the power of the above. */
    private static final int MOST_SHARED = 1 << 15;

    private BlockMeans() {}

    static PixelSize size(PixelSize picture, int factor) {
        return new PixelSize(Math.ceilDiv(picture.width(), factor), Math.ceilDiv(picture.height(), factor));
    }

    /** @param channels one or three */
    static Pixels of(RowSource picture, PixelSize size, int channels, int factor) {
        PixelSize small = size(size, factor);
        byte[] means = new byte[Math.toIntExact(small.pixels() * channels)];
        // To whole longs, so that none of the last bytes is left over.
        int words = Math.ceilDiv(size.width() * channels, Long.BYTES);
        byte[] row = new byte[words * Long.BYTES];
        long[] even = new long[words];
        long[] odd = new long[words];
        int[] sums = new int[row.length];
        int shared = 0;
        long share = 0;
        for (int y = 0; y < small.height(); y++) {
            Arrays.fill(sums, 0);
            int rows = Math.min(factor, size.height() - y * factor);
            for (int i = 0; i < rows; i++) {
                picture.read(y * factor + i, row);
                add(row, even, odd);
                if (i % MOST_ROWS == MOST_ROWS - 1 || i == rows - 1) empty(even, odd, sums);
            }
            int to = y * small.width() * channels;
            for (int x = 0; x < small.width(); x++) {
                int columns = Math.min(factor, size.width() - x * factor);
                int from = x * factor * channels;
                int count = rows * columns;
                if (count != shared) {
                    shared = count;
                    share = (1L << SHARE_BITS) / count + 1;
                }
                if (channels == 3) means3(sums, from, columns, count, share, means, to + 3 * x);
                else means1(sums, from, columns, count, share, means, to + x);
            }
        }
        return new Pixels(means, small, channels);
    }

    /** Every other byte into its own 16 bits, which hold the sum of {@link #MOST_ROWS}. */
    private static void add(byte[] row, long[] even, long[] odd) {
        for (int i = 0; i < even.length; i++) {
            long eight = (long) LONG.get(row, i * Long.BYTES);
            even[i] += eight & EVEN;
            odd[i] += (eight >>> Byte.SIZE) & EVEN;
        }
    }

    private static void empty(long[] even, long[] odd, int[] sums) {
        for (int i = 0; i < even.length; i++) {
            for (int k = 0; k < 4; k++) {
                sums[8 * i + 2 * k] += (int) (even[i] >>> (16 * k)) & 0xffff;
                sums[8 * i + 2 * k + 1] += (int) (odd[i] >>> (16 * k)) & 0xffff;
            }
            even[i] = 0;
            odd[i] = 0;
        }
    }

    private static void means3(int[] sums, int from, int columns, int count, long share, byte[] means, int to) {
        int blue = count / 2;
        int green = count / 2;
        int red = count / 2;
        for (int i = from; i < from + 3 * columns; i += 3) {
            blue += sums[i];
            green += sums[i + 1];
            red += sums[i + 2];
        }
        means[to] = mean(blue, count, share);
        means[to + 1] = mean(green, count, share);
        means[to + 2] = mean(red, count, share);
    }

    private static void means1(int[] sums, int from, int columns, int count, long share, byte[] means, int to) {
        int sum = count / 2;
        for (int i = from; i < from + columns; i++) sum += sums[i];
        means[to] = mean(sum, count, share);
    }

    /**
     * The quotient, rounded down, in a fraction of the time that dividing takes. The share is too large by less than one in 2^40,
     * so that of a sum below 256 times the count it gives less than {@code 256 count / 2^40} too much: less than the {@code 1 /
     * count} that is missing to the next whole number at least.
     */
    private static byte mean(int sum, int count, long share) {
        return (byte) (count <= MOST_SHARED ? (sum * share) >>> SHARE_BITS : sum / count);
    }
}
