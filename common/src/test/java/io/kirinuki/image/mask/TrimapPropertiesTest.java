package io.kirinuki.image.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Trimaps of any mask against the definition of erosion and dilation, written out. */
class TrimapPropertiesTest {
    @Property(tries = 300)
    void trimapIsWhatErosionAndDilationSay(
            @ForAll @IntRange(min = 1, max = 24) int width,
            @ForAll @IntRange(min = 1, max = 24) int height,
            @ForAll @IntRange(min = 1, max = 7) int kernel,
            @ForAll @IntRange(min = 1, max = 3) int iterations,
            @ForAll long seed) {
        byte[] alpha = blobs(width, height, new Random(seed));
        PixelSize size = new PixelSize(width, height);
        try (Mask mask = Mask.of(alpha, size);
                Trimap trimap = Trimap.around(mask, 0.5, kernel, iterations)) {
            byte[] row = new byte[width];
            for (int y = 0; y < height; y++) {
                trimap.map().row(y, row);
                for (int x = 0; x < width; x++) {
                    int covered = covered(alpha, size, x, y, kernel, iterations);
                    int expected = (covered & ALL) != 0 ? 255 : (covered & ANY) != 0 ? 128 : 0;
                    assertThat(row[x] & 0xff).as("%d, %d", x, y).isEqualTo(expected);
                }
            }
        }
    }

    private static final int ALL = 1;
    private static final int ANY = 2;

    /** Whether all, and any, of the pixels that reach this one in so many steps belong to the mask; beyond the edges none count. */
    private static int covered(byte[] alpha, PixelSize size, int x, int y, int kernel, int iterations) {
        int before = iterations * (kernel / 2);
        int after = iterations * (kernel - 1 - kernel / 2);
        boolean all = true;
        boolean any = false;
        for (int v = Math.max(0, y - before); v <= Math.min(size.height() - 1, y + after); v++) {
            for (int u = Math.max(0, x - before); u <= Math.min(size.width() - 1, x + after); u++) {
                boolean in = (alpha[v * size.width() + u] & 0xff) >= 128;
                all &= in;
                any |= in;
            }
        }
        return (all ? ALL : 0) | (any ? ANY : 0);
    }

    /** A few rectangles of any alpha. */
    private static byte[] blobs(int width, int height, Random random) {
        byte[] alpha = new byte[width * height];
        for (int blob = random.nextInt(5); blob > 0; blob--) {
            int left = random.nextInt(width);
            int top = random.nextInt(height);
            int right = left + 1 + random.nextInt(width - left);
            int bottom = top + 1 + random.nextInt(height - top);
            byte value = (byte) random.nextInt(256);
            for (int y = top; y < bottom; y++) for (int x = left; x < right; x++) alpha[y * width + x] = value;
        }
        return alpha;
    }
}
