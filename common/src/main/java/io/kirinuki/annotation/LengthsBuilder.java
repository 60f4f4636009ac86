package io.kirinuki.annotation;

import io.kirinuki.annotation.RunLengths.Order;
import io.kirinuki.image.PixelSize;
import java.util.Arrays;

/** Collects the runs of a subject, in order, and adds the background between them. */
final class LengthsBuilder {
    private int[] lengths;
    private int count;
    private long end;

    LengthsBuilder(int expected) {
        lengths = new int[Math.max(expected, 2)];
    }

    /** The next pixels of the subject, up to and without {@code to}; may go on where the last ones ended. */
    void subject(long from, long to) {
        if (from == end && count > 0) {
            lengths[count - 1] += Math.toIntExact(to - from);
        } else {
            add(from - end);
            add(to - from);
        }
        end = to;
    }

    private void add(long length) {
        if (count == lengths.length) lengths = Arrays.copyOf(lengths, 2 * count);
        lengths[count++] = Math.toIntExact(length);
    }

    RunLengths build(PixelSize size, Order order) {
        if (end < size.pixels() || count == 0) add(size.pixels() - end);
        return new RunLengths(size, order, count == lengths.length ? lengths : Arrays.copyOf(lengths, count));
    }
}
