package io.kirinuki.annotation;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.mask.Runs;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A binary mask as lengths of runs, which alternate between background and subject and begin with background, be it
 * none; read along the rows or down the columns. Nothing but the first length is ever 0, and together they are all
 * pixels. What it is written as: {@link KaggleRuns}, {@link CocoRuns}.
 */
public final class RunLengths {
    /** The way through the pixels. */
    public enum Order {
        /** Left to right, then down: how Carvana's masks are written, and arrays of C are laid out. */
        ROWS,
        /** Down, then left to right: COCO, and Kaggle's Airbus, Data Science Bowl and Sartorius. */
        COLUMNS
    }

    private final PixelSize size;
    private final Order order;
    private final int[] lengths;

    /** Takes the array as it is; refuses lengths that are none of {@code size}, saying why. */
    RunLengths(PixelSize size, Order order, int[] lengths) {
        long sum = 0;
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] < (i == 0 ? 0 : 1)) {
                throw new IllegalArgumentException("run %d has length %d".formatted(i, lengths[i]));
            }
            sum += lengths[i];
        }
        if (sum != size.pixels()) {
            throw new IllegalArgumentException(
                    "runs of %d pixels cannot be a mask of %s, which has %d".formatted(sum, size, size.pixels()));
        }
        this.size = size;
        this.order = order;
        this.lengths = lengths;
    }

    /** The subject is where alpha is at least {@code threshold} * 255. Memory and failure as of {@link Runs}. */
    public static RunLengths of(Mask mask, double threshold, Order order) throws FailedException {
        Runs runs = order == Order.ROWS ? Runs.ofRows(mask, threshold) : Runs.ofColumns(mask, threshold);
        LengthsBuilder lengths = new LengthsBuilder(2 * runs.count() + 2);
        for (int line = 0; line < runs.lines(); line++) {
            long offset = (long) line * runs.lineLength();
            for (int run = runs.first(line); run < runs.first(line + 1); run++) {
                lengths.subject(offset + runs.start(run), offset + runs.end(run));
            }
        }
        return lengths.build(mask.size(), order);
    }

    public PixelSize size() {
        return size;
    }

    public Order order() {
        return order;
    }

    public int count() {
        return lengths.length;
    }

    /** Of background where {@code run} is even, of subject where it is odd. */
    public int length(int run) {
        return lengths[run];
    }

    /** Pixels of the subject. */
    public long area() {
        long area = 0;
        for (int run = 1; run < lengths.length; run += 2) area += lengths[run];
        return area;
    }

    /** The smallest box around the subject; empty where there is none. */
    public Optional<Extent> extent() {
        int along = order == Order.ROWS ? size.width() : size.height();
        int first = Integer.MAX_VALUE;
        int last = -1;
        int low = Integer.MAX_VALUE;
        int high = -1;
        int from = 0;
        for (int run = 0; run < lengths.length; run++) {
            int to = from + lengths[run];
            if (run % 2 == 1) {
                boolean oneLine = from / along == (to - 1) / along;
                first = Math.min(first, from / along);
                last = (to - 1) / along;
                low = Math.min(low, oneLine ? from % along : 0);
                high = Math.max(high, oneLine ? (to - 1) % along : along - 1);
            }
            from = to;
        }
        if (last < 0) return Optional.empty();
        int lines = last - first + 1;
        int across = high - low + 1;
        return Optional.of(
                order == Order.ROWS ? new Extent(low, first, across, lines) : new Extent(first, low, lines, across));
    }

    /** Pixels, from the top left corner. */
    public record Extent(int x, int y, int width, int height) {}

    /** 255 for the subject, else 0. */
    public Mask mask() {
        byte[] alpha = new byte[Math.toIntExact(size.pixels())];
        int from = 0;
        for (int run = 0; run < lengths.length; run++) {
            int to = from + lengths[run];
            if (run % 2 == 1) fill(alpha, from, to);
            from = to;
        }
        return Mask.of(alpha, size);
    }

    private void fill(byte[] alpha, int from, int to) {
        if (order == Order.ROWS) {
            Arrays.fill(alpha, from, to, (byte) 0xff);
            return;
        }
        for (int i = from; i < to; i++) {
            alpha[i % size.height() * size.width() + i / size.height()] = (byte) 0xff;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunLengths that
                && size.equals(that.size)
                && order == that.order
                && Arrays.equals(lengths, that.lengths);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(lengths);
    }

    @Override
    public String toString() {
        return "%s by %s: %s".formatted(size, order, Arrays.toString(lengths));
    }
}
