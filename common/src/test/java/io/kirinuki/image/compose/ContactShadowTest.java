package io.kirinuki.image.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Canvas;
import io.kirinuki.image.Colour;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import org.junit.jupiter.api.Test;

class ContactShadowTest {
    private static final PixelSize SIZE = new PixelSize(100, 120);

    /** A table: its board from 10 to 90 across, a leg at either end, down to row 99. */
    private static int table(int x, int y) {
        boolean board = y >= 20 && y < 30 && x >= 10 && x < 90;
        boolean leg = y >= 20 && y < 100 && ((x >= 10 && x < 20) || (x >= 80 && x < 90));
        return board || leg ? 255 : 0;
    }

    @Test
    void eachLegHasItsOwnShadowBelowIt() {
        try (Photo photo = Painted.photo(SIZE, (x, y) -> 0xffffff);
                Mask mask = Painted.mask(SIZE, ContactShadowTest::table)) {
            Picture picture = Composition.of(photo, mask)
                    .with(new ContactShadow(1, 2, 0.1))
                    .picture();
            int[][] pixels = Painted.pixels(picture);
            assertThat(pixels[100][14]).as("below the left leg").isGreaterThanOrEqualTo(0xe0000000);
            assertThat(pixels[100][84] >>> 24).as("below the right one").isGreaterThan(220);
            assertThat(pixels[100][50] >>> 24).as("between them").isZero();
            assertThat(pixels[100][26] >>> 24).as("outside of its width").isZero();
            assertThat(pixels[105][14] >>> 24).as("outside of its height").isZero();
            assertThat(pixels[31][50] >>> 24).as("below the board").isZero();
            assertThat(pixels[50][14]).as("the subject itself").isEqualTo(0xffffffff);
            for (int x = 15; x < 30; x++) {
                assertThat(pixels[101][x + 1] >>> 24).as("fades at %d", x).isLessThanOrEqualTo(pixels[101][x] >>> 24);
            }
        }
    }

    @Test
    void itIsWhereTheSubjectIsOnAnyCanvas() {
        try (Photo photo = Painted.photo(SIZE, (x, y) -> 0xffffff);
                Mask mask = Painted.mask(SIZE, ContactShadowTest::table)) {
            Composition whole = Composition.of(photo, mask).with(new ContactShadow(0.8, 1.2, 0.2));
            int[][] pixels = Painted.pixels(whole.picture());
            int[][] moved = Painted.pixels(
                    whole.on(new Canvas(-7, 60, new PixelSize(130, 70))).picture());
            for (int y = 60; y < SIZE.height(); y++) {
                for (int x = 0; x < SIZE.width(); x++) {
                    assertThat(moved[y - 60][x + 7]).as("%d %d", x, y).isEqualTo(pixels[y][x]);
                }
            }
        }
    }

    /** Else a line as wide as the shadow is high would hide it. */
    @Test
    void subjectWithAnOutlineStandsOnThat() {
        try (Photo photo = Painted.photo(SIZE, (x, y) -> 0xffffff);
                Mask mask = Painted.mask(SIZE, ContactShadowTest::table)) {
            int[][] pixels = Painted.pixels(Composition.of(photo, mask)
                    .with(new ContactShadow(1, 1.2, 0.1))
                    .with(new Outline(new Outline.Width.Fixed(5), new Colour(0, 255, 0)))
                    .picture());
            assertThat(pixels[102][14]).as("the line").isEqualTo(0xff00ff00);
            assertThat(pixels[106][14] >>> 24).as("below it").isGreaterThan(150);
        }
    }

    /** 0.5 and 0.5 darken by three quarters. */
    @Test
    void bothShadowsDarkenTogether() {
        PixelSize size = new PixelSize(41, 41);
        try (Photo photo = Painted.photo(size, (x, y) -> 0xffffff);
                Mask mask = Painted.mask(size, (x, y) -> y < 20 ? 255 : 0)) {
            Composition both =
                    Composition.of(photo, mask).with(new Shadow(0.5, 0, 0, 0.5)).with(new ContactShadow(0.5, 3, 0.5));
            assertThat(Painted.pixels(both.picture())[20][20] >>> 24).isBetween(186, 192);
        }
    }

    @Test
    void numbersOutsideOfTheirRangesAreRefused() {
        assertThatThrownBy(() -> new ContactShadow(1.1, 1, 0.1)).hasMessageContaining("opacity is 0.0 to 1.0");
        assertThatThrownBy(() -> new ContactShadow(1, 0.1, 0.1)).hasMessageContaining("width is 0.2 to 3.0");
        assertThatThrownBy(() -> new ContactShadow(1, 1, 0.6)).hasMessageContaining("height is 0.005 to 0.5");
    }
}
