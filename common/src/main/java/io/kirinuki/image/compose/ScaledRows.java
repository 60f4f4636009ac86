package io.kirinuki.image.compose;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.RowSource;
import io.kirinuki.image.resample.Kernel;
import io.kirinuki.image.resample.Taps;
import java.util.Arrays;

/**
 * A picture of 8-bit channels brought to another size while its rows are read, by {@link Kernel#BILINEAR}; none of the
 * new size need exist. Rows are best read downwards: going back costs what is read again.
 *
 * <p>Owned by one thread.
 */
final class ScaledRows implements RowSource {
    private static final int HALF = 1 << (Taps.FRACTION_BITS - 1);

    private final RowSource picture;
    private final int channels;
    private final Taps across;
    private final Taps down;
    private final byte[] row;
    private final int[] sums;
    /** Rows of the picture at their new width; row y of those is in {@code y % length}. */
    private final int[][] widened;

    private int from;
    private int until;

    /** @param picture gives rows of {@code size} with that many channels */
    ScaledRows(RowSource picture, PixelSize size, int channels, PixelSize target) {
        this.picture = picture;
        this.channels = channels;
        this.across = Taps.of(size.width(), target.width(), Kernel.BILINEAR);
        this.down = Taps.of(size.height(), target.height(), Kernel.BILINEAR);
        this.row = new byte[size.width() * channels];
        this.sums = new int[target.width() * channels];
        this.widened = new int[down.most()][sums.length];
    }

    /** Of bytes that lie row by row. */
    static ScaledRows of(Pixels small, PixelSize target) {
        int stride = small.size().width() * small.channels();
        RowSource rows = (y, row) -> System.arraycopy(small.bytes(), y * stride, row, 0, stride);
        return new ScaledRows(rows, small.size(), small.channels(), target);
    }

    @Override
    public void read(int y, byte[] scaled) {
        int first = down.first(y);
        int[] weights = down.weights(y);
        if (first < from || first > until) {
            from = first;
            until = first;
        }
        for (; until < first + weights.length; until++) {
            picture.read(until, row);
            widen(widened[until % widened.length]);
            from = Math.max(from, until + 1 - widened.length);
        }
        Arrays.fill(sums, HALF);
        for (int tap = 0; tap < weights.length; tap++) {
            add(widened[(first + tap) % widened.length], weights[tap]);
        }
        for (int i = 0; i < sums.length; i++) scaled[i] = rounded(sums[i]);
    }

    private void widen(int[] wide) {
        for (int x = 0; x < across.count(); x++) {
            int[] weights = across.weights(x);
            int start = across.first(x) * channels;
            for (int c = 0; c < channels; c++) {
                int sum = HALF;
                for (int tap = 0; tap < weights.length; tap++) {
                    sum += (row[start + tap * channels + c] & 0xff) * weights[tap];
                }
                wide[x * channels + c] = sum >> Taps.FRACTION_BITS;
            }
        }
    }

    private void add(int[] wide, int weight) {
        for (int i = 0; i < sums.length; i++) sums[i] += wide[i] * weight;
    }

    /** A triangle's weights are none below 0, so that nothing overshoots; but they sum to one only nearly. */
    private static byte rounded(int sum) {
        return (byte) Math.min(255, sum >> Taps.FRACTION_BITS);
    }
}
