package io.kirinuki.image.mask;

import io.kirinuki.image.Mask;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult.Box;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The parts that a mask falls into, largest first: pixels with alpha of at least one half that touch, be it at a corner.
 * The soft pixels around go to the part nearest to them, so that each part keeps its soft border, no pixel is of two,
 * and all parts together are the mask.
 *
 * <p>Takes no native memory itself; {@link #part} 1 byte a pixel. On the heap it is 12 bytes a run of a row and 20 of a
 * column, so some for each row and column; of noise it fails as {@link Failure.TooRagged}. Valid as long as the mask is.
 */
public final class Components {
    private static final int NUMBERS = 3;

    private final Mask mask;
    private final long[] pixels;
    private final int[] firstOfRow; // in owned
    private final int[] owned; // start, end and part

    private Components(Mask mask, long[] pixels, int[] firstOfRow, int[] owned) {
        this.mask = mask;
        this.pixels = pixels;
        this.firstOfRow = firstOfRow;
        this.owned = owned;
    }

    /**
     * Finds the parts.
     *
     * @param leastShare of the picture's pixels, 0..1: smaller parts are left out, with their soft borders
     */
    public static Components of(Mask mask, double leastShare) throws FailedException {
        Runs columns = Runs.ofColumns(mask, 0.5);
        Regions regions = Regions.of(columns, 1);
        long[] sizes = regions.sizes();
        int[] largestFirst = IntStream.range(0, sizes.length)
                .filter(region -> sizes[region] > 0
                        && sizes[region] >= leastShare * mask.size().pixels())
                .boxed()
                .sorted((one, other) -> Long.compare(sizes[other], sizes[one])) // keeps the order of equals
                .mapToInt(region -> region)
                .toArray();
        int[] partOfRegion = new int[sizes.length];
        Arrays.fill(partOfRegion, -1);
        for (int part = 0; part < largestFirst.length; part++) partOfRegion[largestFirst[part]] = part;
        int[] partOfRun = new int[sizes.length];
        Arrays.setAll(partOfRun, run -> partOfRegion[regions.region(run)]);

        int[] firstOfRow = new int[mask.size().height() + 1];
        int[] owned = owned(mask, columns, partOfRun, firstOfRow);
        return new Components(
                mask,
                Arrays.stream(largestFirst).mapToLong(region -> sizes[region]).toArray(),
                firstOfRow,
                owned);
    }

    private static int[] owned(Mask mask, Runs columns, int[] partOfRun, int[] firstOfRow) throws FailedException {
        GrowingInts owned = new GrowingInts(2 * Runs.MOST);
        if (columns.count() == 0) return owned.trimmed();
        int width = mask.size().width();
        boolean alone = Arrays.stream(partOfRun).allMatch(part -> part == partOfRun[0]); // most masks: all is its
        NearestRuns runs = new NearestRuns(columns);
        int[] nearest = new int[width];
        byte[] alpha = new byte[width];
        for (int y = 0; y < mask.size().height(); y++) {
            mask.row(y, alpha);
            if (!alone) runs.advance();
            if (!alone && hasSoft(alpha)) runs.fill(nearest);
            int owner = -1;
            for (int x = 0; x <= width; x++) {
                int part = -1;
                if (x < width && alpha[x] != 0) {
                    int run = alpha[x] < 0 ? runs.at(x) : nearest[x];
                    part = partOfRun[alone ? 0 : run];
                }
                if (part == owner) continue;
                if (owner >= 0) {
                    owned.add(x);
                    owned.add(owner);
                }
                if (part >= 0) owned.add(x);
                owner = part;
            }
            firstOfRow[y + 1] = owned.count();
        }
        return owned.trimmed();
    }

    /** Bytes of at least one half are below 0 in Java. */
    private static boolean hasSoft(byte[] alpha) {
        for (byte each : alpha) if (each > 0) return true;
        return false;
    }

    public int count() {
        return pixels.length;
    }

    /** How many pixels of that part have alpha of at least one half. */
    public long pixels(int part) {
        return pixels[part];
    }

    /** The part with the most pixels in the box, soft ones counted; empty where none has any. */
    public OptionalInt within(Box box) {
        long[] covered = new long[pixels.length];
        int bottom = (int) Math.min(mask.size().height(), (long) box.y() + box.height());
        long right = (long) box.x() + box.width();
        for (int y = box.y(); y < bottom; y++) {
            for (int i = firstOfRow[y]; i < firstOfRow[y + 1]; i += NUMBERS) {
                long overlap = Math.min(owned[i + 1], right) - Math.max(owned[i], box.x());
                if (overlap > 0) covered[owned[i + 2]] += overlap;
            }
        }
        return IntStream.range(0, covered.length)
                .filter(part -> covered[part] > 0)
                .reduce((best, part) -> covered[part] > covered[best] ? part : best);
    }

    /** That part alone, of the mask's size; to be closed. */
    public Mask part(int part) {
        return parts(IntStream.of(part));
    }

    /** These parts, of the mask's size; to be closed. */
    public Mask parts(IntStream wanted) {
        boolean[] kept = new boolean[pixels.length];
        wanted.forEach(part -> kept[part] = true);
        byte[] alpha = new byte[mask.size().width()];
        return Mask.of(mask.size(), (y, row) -> {
            Arrays.fill(row, (byte) 0);
            mask.row(y, alpha);
            for (int i = firstOfRow[y]; i < firstOfRow[y + 1]; i += NUMBERS) {
                int start = owned[i];
                if (kept[owned[i + 2]]) System.arraycopy(alpha, start, row, start, owned[i + 1] - start);
            }
        });
    }

    /** The mask without all its parts but the largest; without a part it is a copy. To be closed. */
    public static Mask largest(Mask mask) throws FailedException {
        Components parts = of(mask, 0);
        return parts.count() == 0 ? Mask.of(mask.size(), mask::row) : parts.part(0);
    }
}
