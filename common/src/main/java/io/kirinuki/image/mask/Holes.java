package io.kirinuki.image.mask;

import io.kirinuki.image.Mask;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import org.bytedeco.javacpp.indexer.UByteIndexer;

/**
 * Holes of a mask: pixels with alpha below one half that share sides, and that the subject keeps from the picture's
 * border. One byte a pixel of native memory beside the mask, and on the heap as {@link Runs}; of noise it fails as
 * {@link Failure.TooRagged}.
 */
public final class Holes {
    private static final int HALF = 128;
    private static final int FULL = 255;

    private final UByteIndexer before;
    private final UByteIndexer after;
    private final int width;
    private final int height;
    private GrowingInts wave = new GrowingInts(2 * Runs.MOST); // pixels filled last: column, row

    private Holes(Mask before, Mask after) {
        this.before = before.mat().createIndexer();
        this.after = after.mat().createIndexer();
        this.width = before.size().width();
        this.height = before.size().height();
    }

    /**
     * The mask with its holes filled, to be closed. A hole gets alpha 255, and so does its soft rim: what is reached
     * from it while alpha does not fall again.
     *
     * @param mostShare of the picture's pixels, 0..1: larger holes stay
     */
    public static Mask filled(Mask mask, double mostShare) throws FailedException {
        Runs background = Runs.ofColumns(mask, 0.5).inverted();
        Mask result = Mask.of(mask.size(), mask::row);
        try {
            Holes holes = new Holes(mask, result);
            holes.fill(background, mostShare * mask.size().pixels());
            holes.fillRims();
            return result;
        } catch (FailedException e) {
            result.close();
            throw e;
        }
    }

    private void fill(Runs background, double most) throws FailedException {
        Regions regions = Regions.of(background, 0);
        long[] sizes = regions.sizes();
        for (int x = 0; x < width; x++) {
            for (int run = background.first(x); run < background.first(x + 1); run++) {
                boolean open = x == 0 || x == width - 1 || background.start(run) == 0 || background.end(run) == height;
                if (open) sizes[regions.region(run)] = Long.MAX_VALUE;
            }
        }
        for (int x = 0; x < width; x++) {
            for (int run = background.first(x); run < background.first(x + 1); run++) {
                if (sizes[regions.region(run)] > most) continue;
                for (int y = background.start(run); y < background.end(run); y++) after.put(y, x, FULL);
                for (int y = background.start(run); y < background.end(run); y++) fillUphill(x, y);
            }
        }
    }

    private void fillRims() throws FailedException {
        while (wave.count() > 0) {
            GrowingInts last = wave;
            wave = new GrowingInts(2 * Runs.MOST);
            for (int i = 0; i < last.count(); i += 2) fillUphill(last.at(i), last.at(i + 1));
        }
    }

    private void fillUphill(int x, int y) throws FailedException {
        int least = Math.max(HALF, before.get(y, x));
        for (int v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
            for (int u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
                if (before.get(v, u) < least || after.get(v, u) == FULL) continue;
                after.put(v, u, FULL);
                wave.add(u);
                wave.add(v);
            }
        }
    }
}
