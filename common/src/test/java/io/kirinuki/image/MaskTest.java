package io.kirinuki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.schema.ImageResult.Box;
import org.junit.jupiter.api.Test;

class MaskTest {
    @Test
    void thresholdKeepsAlphaOfAtLeastItsShare() {
        byte[] every = new byte[256];
        for (int i = 0; i < 256; i++) every[i] = (byte) i;
        for (double threshold : new double[] {0, 0.001, 0.2, 0.5, 0.999, 1}) {
            try (Mask mask = Mask.of(every, new PixelSize(256, 1));
                    Mask binary = mask.thresholded(threshold)) {
                byte[] row = row(binary, 0);
                for (int i = 0; i < 256; i++) {
                    assertThat(row[i] & 0xff).as("%d at %s", i, threshold).isEqualTo(i >= threshold * 255 ? 255 : 0);
                }
            }
        }
    }

    @Test
    void growingIsSmoothAndShrinkingAverages() {
        try (Mask edge = Mask.of(new byte[] {0, -1, 0, -1}, new PixelSize(2, 2));
                Mask large = edge.resizedTo(new PixelSize(8, 2), Filter.AREA);
                Mask point = edge.resizedTo(new PixelSize(1, 1), Filter.AREA);
                Mask same = edge.resizedTo(edge.size(), Filter.AREA)) {
            assertThat(large.size()).isEqualTo(new PixelSize(8, 2));
            byte[] row = row(large, 0);
            for (int x = 1; x < 8; x++) assertThat(row[x] & 0xff).isGreaterThanOrEqualTo(row[x - 1] & 0xff);
            assertThat(row[3] & 0xff).isBetween(64, 127);
            assertThat(row(point, 0)[0] & 0xff).isCloseTo(128, within(1));
            assertThat(row(same, 1)).containsExactly(0, -1);
        }
    }

    @Test
    void resizedMaskOutlivesItsOrigin() {
        Mask mask = Mask.of(new byte[] {1, 2, 3, 4}, new PixelSize(2, 2));
        try (Mask same = mask.resizedTo(mask.size(), Filter.AREA)) {
            mask.close();
            assertThat(row(same, 1)).containsExactly(3, 4);
        }
    }

    @Test
    void coverageIsMeanAlpha() {
        try (Mask mask = Mask.of(new byte[] {0, -1, 51, 0}, new PixelSize(4, 1))) {
            assertThat(mask.coverage()).isCloseTo(0.3, within(1e-9));
        }
    }

    @Test
    void boxHoldsAllPixelsOfHalfOrMore() {
        byte[] alpha = new byte[7 * 5];
        alpha[7 + 2] = (byte) 128;
        alpha[3 * 7 + 5] = -1;
        alpha[4 * 7 + 6] = 127;
        try (Mask mask = Mask.of(alpha, new PixelSize(7, 5))) {
            assertThat(mask.box()).contains(new Box(2, 1, 4, 3));
        }
        try (Mask full = Mask.of(new byte[] {-1}, new PixelSize(1, 1))) {
            assertThat(full.box()).contains(new Box(0, 0, 1, 1));
        }
    }

    @Test
    void boxOfFaintMaskIsAbsent() {
        try (Mask mask = Mask.of(new byte[] {0, 127}, new PixelSize(2, 1))) {
            assertThat(mask.box()).isEmpty();
        }
    }

    @Test
    void wrongNumberOfBytesIsRefused() {
        assertThatThrownBy(() -> Mask.of(new byte[3], new PixelSize(2, 2))).hasMessageContaining("3 bytes");
    }

    private static byte[] row(Mask mask, int y) {
        byte[] row = new byte[mask.size().width()];
        mask.row(y, row);
        return row;
    }
}
