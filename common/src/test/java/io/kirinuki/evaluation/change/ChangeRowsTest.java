package io.kirinuki.evaluation.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.PixelSize;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChangeRowsTest {
    private static final PixelSize FOUR = new PixelSize(4, 1);

    /** Of four pixels: kept, gained, lost, never subject. */
    @Test
    void whatWasGainedIsBlueAndWhatWasLostIsOrange() {
        Picture photo = picture(Layout.RGB, 128);
        Picture difference = ChangeRows.picture(photo, mask(255, 0, 255, 0), mask(255, 255, 0, 0));
        byte[] row = new byte[difference.rowBytes()];
        difference.rows().read(0, row);
        assertThat(pixel(row, 0)).containsExactly(128, 128, 128);
        assertThat(pixel(row, 1)[2]).isGreaterThan(pixel(row, 1)[0] + 80);
        assertThat(pixel(row, 2)[0]).isGreaterThan(pixel(row, 2)[2] + 80);
        assertThat(pixel(row, 3)).containsExactly(214, 214, 214);
    }

    private static int[] pixel(byte[] row, int x) {
        return new int[] {row[3 * x] & 0xff, row[3 * x + 1] & 0xff, row[3 * x + 2] & 0xff};
    }

    private static Picture mask(int... alpha) {
        return new Picture(FOUR, Layout.GREY, (y, row) -> {
            for (int x = 0; x < alpha.length; x++) row[x] = (byte) alpha[x];
        });
    }

    private static Picture picture(Layout layout, int value) {
        return new Picture(FOUR, layout, (y, row) -> Arrays.fill(row, (byte) value));
    }
}
