package io.kirinuki.image.mask;

import static io.kirinuki.image.mask.ComponentsTest.drawn;
import static io.kirinuki.image.mask.ComponentsTest.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import org.junit.jupiter.api.Test;

class MorphologyTest {
    @Test
    void openingTakesSpecksAndHairs() {
        try (Mask mask = drawn("9......", "...9...", "..9999.", "..9999.", "..9999.", ".......");
                Mask opened = Morphology.opened(mask, 1)) {
            assertThat(lines(opened)).containsExactly(".......", "...9...", "..999..", "..9999.", "...99..", ".......");
        }
    }

    @Test
    void closingBridgesCracks() {
        try (Mask mask = drawn("99.99", "99.99", "99.99");
                Mask closed = Morphology.closed(mask, 1)) {
            assertThat(lines(closed)).containsExactly("99999", "99999", "99999");
        }
    }

    @Test
    void holesAreFilledWithTheirSoftRims() throws FailedException {
        try (Mask mask = drawn("9999999", "9975799", "995.599", "9975799", "9999999", ".......");
                Mask filled = Holes.filled(mask, 1)) {
            assertThat(lines(filled)).containsExactly("9999999", "9999999", "9999999", "9999999", "9999999", ".......");
        }
    }

    @Test
    void aRimEndsWhereAlphaFallsAgain() throws FailedException {
        try (Mask mask = drawn("9999999999", "99.6855599", "9999999999");
                Mask filled = Holes.filled(mask, 1)) {
            assertThat(lines(filled)).containsExactly("9999999999", "9999955599", "9999999999");
        }
    }

    @Test
    void whatTheBorderReachesIsNoHole() throws FailedException {
        String[] rows = {"99.99", "9...9", "99999", "9.9.9", "99999", "9...."};
        String[] filledRows = {"99.99", "9...9", "99999", "99999", "99999", "9...."};
        try (Mask mask = drawn(rows);
                Mask filled = Holes.filled(mask, 1)) {
            assertThat(lines(filled)).containsExactly(filledRows);
        }
    }

    @Test
    void aHoleEndsAtCornersToo() throws FailedException {
        try (Mask mask = drawn(".9..", "9.9.", ".9..");
                Mask filled = Holes.filled(mask, 1)) {
            assertThat(lines(filled)).containsExactly(".9..", "999.", ".9..");
        }
    }

    @Test
    void largerHolesAndTheOuterBorderStay() throws FailedException {
        try (Mask mask = drawn("599999995", "9....9.95", "9....9995", "599999955");
                Mask filled = Holes.filled(mask, 0.1)) {
            assertThat(lines(filled)).containsExactly("599999995", "9....9995", "9....9995", "599999955");
        }
    }

    /** Computed with opencv-python 5 by the three lines of rembg's {@code post_process}. */
    @Test
    void smoothingIsThatOfRembg() {
        byte[] alpha = new byte[24 * 16];
        for (int i = 0; i < alpha.length; i++) {
            int x = i % 24;
            int y = i / 24;
            alpha[i] = (byte)
                    ((x * x * 7 + y * y * 13 + x * y * 5) % 256 / 8 + (Math.hypot(x - 11, y - 7) < 6 ? 190 : 20));
        }
        try (Mask mask = Mask.of(alpha, new PixelSize(24, 16));
                Mask smooth = Morphology.smoothed(mask)) {
            assertThat(lines(smooth))
                    .containsExactly(
                            "........................",
                            "........................",
                            ".........99999..........",
                            "........9999999.........",
                            ".......999999999........",
                            "......99999999999.......",
                            "......99999999999.......",
                            "......99999999999.......",
                            "......99999999999.......",
                            "......99999999999.......",
                            ".......999999999........",
                            "........9999999.........",
                            ".........99999..........",
                            "........................",
                            "........................",
                            "........................");
        }
    }
}
