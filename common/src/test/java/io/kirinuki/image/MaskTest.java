package io.kirinuki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.resample.Filter;
import io.kirinuki.schema.ImageResult.Box;
import java.util.Arrays;
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
    void withinIsNowhereMoreThanEither() {
        byte[] first = new byte[256 * 256];
        byte[] second = new byte[256 * 256];
        for (int i = 0; i < first.length; i++) {
            first[i] = (byte) (i / 256);
            second[i] = (byte) i;
        }
        PixelSize size = new PixelSize(256, 256);
        try (Mask mask = Mask.of(first, size);
                Mask limit = Mask.of(second, size);
                Mask lesser = mask.within(limit)) {
            for (int y = 0; y < 256; y++) {
                byte[] row = row(lesser, y);
                for (int x = 0; x < 256; x++) assertThat(row[x] & 0xff).isEqualTo(Math.min(x, y));
            }
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

    /** A ramp of 0, 0, 51, 102, 153, 204, 255, 255 in each row: four soft pixels, and one side between them. */
    @Test
    void softnessIsTheWidthOfTheSoftBand() {
        byte[] ramp = {0, 0, 51, 102, (byte) 153, (byte) 204, (byte) 255, (byte) 255};
        byte[] rows = new byte[8 * 5];
        for (int y = 0; y < 5; y++) System.arraycopy(ramp, 0, rows, 8 * y, 8);
        try (Mask soft = Mask.of(rows, new PixelSize(8, 5));
                Mask hard = soft.thresholded(0.5);
                Mask none = Mask.of(new byte[40], new PixelSize(8, 5))) {
            assertThat(soft.edgeSoftness()).hasValue(4);
            assertThat(hard.edgeSoftness()).hasValue(0);
            assertThat(none.edgeSoftness()).isEmpty();
        }
    }

    @Test
    void uncertaintyIsOneLessTheIntersectionOverUnionToBeExpected() {
        // 1 - (0.8 + 0.6 + e) / (2 + 0.2 + e), e = 3 / 1000
        byte[] map = {(byte) 204, (byte) 153, 51};
        assertThat(Mask.uncertainty(new Pixels(map, new PixelSize(3, 1), 1)))
                .isCloseTo(1 - 1.403 / 2.203, within(1e-9));
        assertThat(Mask.uncertainty(new Pixels(new byte[] {0, -1, 0, -1}, new PixelSize(4, 1), 1)))
                .as("sure of everything")
                .isZero();
        assertThat(Mask.uncertainty(Pixels.black(new PixelSize(9, 9), 1)))
                .as("sure that nothing is there")
                .isZero();
        byte[] vague = new byte[100];
        Arrays.fill(vague, (byte) 127);
        assertThat(Mask.uncertainty(new Pixels(vague, new PixelSize(10, 10), 1)))
                .isGreaterThan(0.99);
    }
}
