package io.kirinuki.image.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.resample.Filter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScaledRowsTest {
    /** Rows in any order are those of the whole picture, resized at once. */
    @Test
    void rowsAreThoseOfTheResizedMask() {
        Random random = new Random(4);
        for (int trial = 0; trial < 60; trial++) {
            PixelSize size = new PixelSize(1 + random.nextInt(40), 1 + random.nextInt(40));
            PixelSize target = new PixelSize(1 + random.nextInt(90), 1 + random.nextInt(90));
            byte[] bytes = new byte[Math.toIntExact(size.pixels())];
            random.nextBytes(bytes);
            ScaledRows rows = ScaledRows.of(new Pixels(bytes, size, 1), target);
            byte[] row = new byte[target.width()];
            byte[] expected = new byte[target.width()];
            try (Mask mask = Mask.of(bytes, size);
                    Mask resized = mask.resizedTo(target, Filter.BILINEAR)) {
                for (int read = 0; read < 2 * target.height(); read++) {
                    int y = read < target.height() ? read : random.nextInt(target.height());
                    rows.read(y, row);
                    resized.row(y, expected);
                    for (int x = 0; x < row.length; x++) {
                        assertThat(row[x] & 0xff)
                                .as("%s to %s at %d, %d", size, target, x, y)
                                .isCloseTo(expected[x] & 0xff, within(2));
                    }
                }
            }
        }
    }
}
