package io.kirinuki.image.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EdgeCleanerTest {
    /** The class's own formula in floating point, pixel by pixel. */
    @Test
    void everyChannelOfEveryPixelIsCorrectedAsTheFormulaSays() {
        for (int factor = 2; factor <= 5; factor++) {
            Random random = new Random(factor);
            int width = 61;
            int height = 23;
            PixelSize small = new PixelSize(Math.ceilDiv(width, factor), Math.ceilDiv(height, factor));
            Pixels subject = noise(small, random);
            Pixels ground = noise(small, random);
            EdgeCleaner cleaner = new EdgeCleaner(width, factor, subject, ground);
            for (int y = 0; y < height; y++) {
                int[] photo = random.ints(width).toArray();
                photo[0] |= 0xff000000; // rows whose ends are not soft
                int[] cleaned = photo.clone();
                cleaner.clean(y, cleaned);
                for (int x = 0; x < width; x++) {
                    assertThat(cleaned[x] >>> 24).isEqualTo(photo[x] >>> 24);
                    if (photo[x] >>> 24 == 0) continue;
                    double alpha = (photo[x] >>> 24) / 255.0;
                    for (int c = 0; c < 3; c++) {
                        double f = level(subject, x, y, factor, c);
                        double b = level(ground, x, y, factor, c);
                        double rest = ((photo[x] >> (16 - 8 * c)) & 0xff) - alpha * f - (1 - alpha) * b;
                        double exact = f + alpha * rest / (alpha * alpha + (1 - alpha) * (1 - alpha));
                        assertThat((double) ((cleaned[x] >> (16 - 8 * c)) & 0xff))
                                .as("1/%d, pixel %d,%d, channel %d, alpha %.3f", factor, x, y, c, alpha)
                                // Places between pixels are rounded to 1/64, of which colours are up to 255 apart.
                                .isEqualTo(Math.clamp(exact, 0, 255), within(alpha == 1 ? 0.0 : 9.0));
                    }
                }
            }
        }
    }

    private static Pixels noise(PixelSize size, Random random) {
        byte[] bytes = new byte[Math.toIntExact(3 * size.pixels())];
        random.nextBytes(bytes);
        return new Pixels(bytes, size, 3);
    }

    /** Bilinear between the centres of the small picture's pixels. */
    private static double level(Pixels small, int x, int y, int factor, int channel) {
        double across = Math.clamp((x + 0.5) / factor - 0.5, 0, small.size().width() - 1);
        double down = Math.clamp((y + 0.5) / factor - 0.5, 0, small.size().height() - 1);
        double upper = mixed(small, across, (int) down, channel);
        double lower =
                mixed(small, across, Math.min((int) down + 1, small.size().height() - 1), channel);
        return upper + (lower - upper) * (down - (int) down);
    }

    private static double mixed(Pixels small, double across, int row, int channel) {
        int right = Math.min((int) across + 1, small.size().width() - 1);
        double one = value(small, (int) across, row, channel);
        return one + (value(small, right, row, channel) - one) * (across - (int) across);
    }

    private static int value(Pixels small, int x, int y, int channel) {
        return small.bytes()[3 * (y * small.size().width() + x) + channel] & 0xff;
    }
}
