package io.kirinuki.annotation;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Small binary masks of every shape: single rows and columns, empty, full, noise, and blobs with holes. */
public final class RandomMasks extends DomainContextBase {
    /** A mask that shows itself in dots and hashes where a property fails. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Drawn(PixelSize size, byte[] alpha) {
        public Mask mask() {
            return Mask.of(alpha, size);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(size.toString());
            for (int i = 0; i < alpha.length; i++) {
                if (i % size.width() == 0) text.append('\n');
                text.append(alpha[i] == 0 ? '.' : '#');
            }
            return text.toString();
        }
    }

    @Provide
    Arbitrary<Drawn> masks() {
        Arbitrary<Integer> sides =
                Arbitraries.integers().between(1, 24).edgeCases(config -> config.includeOnly(1, 2, 3));
        return Combinators.combine(
                        sides,
                        sides,
                        Arbitraries.of(0, 5, 30, 50, 70, 95, 100),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.longs())
                .as(RandomMasks::drawn);
    }

    private static Drawn drawn(int width, int height, int percent, int grain, long seed) {
        var random = new Random(seed);
        byte[] alpha = new byte[width * height];
        int columns = width / grain + 1;
        boolean[] cells = new boolean[columns * (height / grain + 1)];
        for (int i = 0; i < cells.length; i++) cells[i] = random.nextInt(100) < percent;
        for (int i = 0; i < alpha.length; i++) {
            int x = i % width;
            int y = i / width;
            alpha[i] = (byte) (cells[y / grain * columns + x / grain] ? 0xff : 0);
        }
        return new Drawn(new PixelSize(width, height), alpha);
    }
}
