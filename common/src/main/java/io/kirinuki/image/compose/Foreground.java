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
 * are soft. At full size they are changed as little as makes them explain the photo's colour I: with {@code r = I -
 * alpha F' - (1 - alpha) B'} the subject's is {@code F' + alpha r / (alpha^2 + (1 - alpha)^2)}. This brings back the
 * photo's detail; it is the correction of M. Forte, Approximate Fast Foreground Colour Estimation (ICIP 2021), but for
 * the divisor, without which part of r stays unexplained.
 *
 * <p>Masks of networks often reach a little beyond the subject, and would give it the ground's colour there. So the
 * small copy takes pixels of little alpha for the ground's, which costs true alpha almost nothing.
 *
 * <p>Never changes; any number of threads may share it. Holds at most 1.5 MiB, and took 13 MiB of heap for a moment.
 */
public final class Foreground {
    /** Of the small copy's longer side: a sixth of it gave colours nearly as true. */
    private static final int LONGEST = 512;
    /** Alpha that the small copy takes for none. */
    private static final int LITTLE = 89;

    private final PixelSize size;
    private final Pixels subject;
    private final Pixels ground;

    private Foreground(PixelSize size, Pixels subject, Pixels ground) {
        this.size = size;
        this.subject = subject;
        this.ground = ground;
    }

    /** Photo and mask must have the same size. */
    public static Foreground of(Photo photo, Mask alpha) {
        PixelSize size = photo.size();
        PixelSize small = size.within(Math.clamp(Math.max(size.width(), size.height()) / 2, 1, LONGEST));
        Separation separation = Separation.of(photo.shrunk(small), doubtful(alpha.shrunk(small)));
        return new Foreground(size, separation.foreground(), separation.background());
    }

    /** Alpha of {@link #LITTLE} becomes 0, and what is more is stretched to 255. */
    private static Pixels doubtful(Pixels alpha) {
        byte[] less = new byte[alpha.bytes().length];
        for (int p = 0; p < less.length; p++) {
            int above = Math.max(0, (alpha.bytes()[p] & 0xff) - LITTLE);
            less[p] = (byte) ((above * 255 + (255 - LITTLE) / 2) / (255 - LITTLE));
        }
        return new Pixels(less, alpha.size(), 1);
    }

    /** For one reader of the photo's rows. */
    Cleaner cleaner() {
        return new Cleaner();
    }

    /** Puts the subject's colours into rows. Owned by one thread. */
    final class Cleaner {
        private final PixelSize small = subject.size();
        /** Colours of subject and ground, three each, of the small copy's pixels at the row's height. */
        private final float[] level = new float[6 * small.width()];

        /** Pixels with alpha of 0 or 255 stay as they are. */
        void clean(int y, byte[] bgr, byte[] alpha) {
            int x = 0;
            while (x < alpha.length && !isSoft(alpha[x])) x++;
            if (x == alpha.length) return;
            interpolateDown(place(y, small.height(), size.height()));
            for (; x < alpha.length; x++) {
                if (isSoft(alpha[x])) clean(x, (alpha[x] & 0xff) / 255f, bgr);
            }
        }

        /** Where a pixel's centre lies among those of the small copy, but not beyond the outermost. */
        private static float place(int at, int few, int many) {
            return Math.clamp((at + 0.5f) * few / many - 0.5f, 0, few - 1);
        }

        private void interpolateDown(float y) {
            int stride = 3 * small.width();
            int row = (int) y;
            int above = row * stride;
            int below = Math.min(row + 1, small.height() - 1) * stride;
            float share = y - row;
            for (int x = 0; x < small.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    int i = 3 * x + c;
                    level[6 * x + c] = between(subject.bytes()[above + i], subject.bytes()[below + i], share);
                    level[6 * x + 3 + c] = between(ground.bytes()[above + i], ground.bytes()[below + i], share);
                }
            }
        }

        private static float between(byte one, byte other, float share) {
            return (one & 0xff) + share * ((other & 0xff) - (one & 0xff));
        }

        private void clean(int x, float a, byte[] bgr) {
            float b = 1 - a;
            float strength = a / (a * a + b * b);
            float at = place(x, small.width(), size.width());
            int column = (int) at;
            int left = 6 * column;
            int right = 6 * Math.min(column + 1, small.width() - 1);
            float share = at - column;
            for (int c = 0; c < 3; c++) {
                float f = level[left + c] + share * (level[right + c] - level[left + c]);
                float g = level[left + 3 + c] + share * (level[right + 3 + c] - level[left + 3 + c]);
                float rest = (bgr[3 * x + c] & 0xff) - a * f - b * g;
                bgr[3 * x + c] = (byte) Math.clamp(Math.round(f + strength * rest), 0, 255);
            }
        }

        private static boolean isSoft(byte alpha) {
            return alpha != 0 && alpha != -1;
        }
    }
}
