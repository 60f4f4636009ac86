package io.kirinuki.image.compose;

import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;

/**
 * The subject's own colours where its edge is soft. There a photo shows them mixed with the ground's, which would stay
 * as a rim around a subject that is cut out.
 *
 * <p>{@link Separation} finds the colours of subject and ground on a small copy, since they change slowly where edges
 * are soft. {@link EdgeCleaner} corrects them at full size.
 *
 * <p>Masks of networks often reach a little beyond the subject, and would give it the ground's colour there. So the
 * small copy takes pixels of little alpha for the ground's, which costs true alpha almost nothing.
 *
 * <p>Never changes; any number of threads may share it. Holds at most 1.5 MiB, and took 13 MiB of heap for a moment.
 */
public final class Foreground {
    /** Of the small copy's longer side: a sixth of it gave colours nearly as true. */
    private static final int LONGEST = 512;
    /** The small copy is half as large at most. */
    private static final int LEAST_FACTOR = 2;
    /** Alpha that the small copy takes for none. */
    private static final int LITTLE = 89;

    private static final byte[] DOUBTFUL = doubtful();

    private final PixelSize size;
    private final int factor;
    private final Pixels subject;
    private final Pixels ground;

    private Foreground(PixelSize size, int factor, Pixels subject, Pixels ground) {
        this.size = size;
        this.factor = factor;
        this.subject = subject;
        this.ground = ground;
    }

    /** Photo and mask must have the same size. */
    public static Foreground of(Photo photo, Mask alpha) {
        PixelSize size = photo.size();
        int factor = Math.max(LEAST_FACTOR, Math.ceilDiv(Math.max(size.width(), size.height()), LONGEST));
        Pixels colours = BlockMeans.of(photo::row, size, 3, factor);
        Pixels believed = BlockMeans.of(alpha::row, size, 1, factor);
        for (int p = 0; p < believed.bytes().length; p++) believed.bytes()[p] = DOUBTFUL[believed.bytes()[p] & 0xff];
        Separation separation = Separation.of(colours, believed);
        return new Foreground(size, factor, separation.foreground(), separation.background());
    }

    /** Alpha of {@link #LITTLE} becomes 0, and what is more is stretched to 255. */
    private static byte[] doubtful() {
        byte[] less = new byte[256];
        for (int alpha = 0; alpha < less.length; alpha++) {
            int above = Math.max(0, alpha - LITTLE);
            less[alpha] = (byte) ((above * 255 + (255 - LITTLE) / 2) / (255 - LITTLE));
        }
        return less;
    }

    /** For one reader of the photo's rows. */
    EdgeCleaner cleaner() {
        return new EdgeCleaner(size.width(), factor, subject, ground);
    }
}
