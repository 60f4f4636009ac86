package io.kirinuki.image.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.Canvas;
import io.kirinuki.image.Colour;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.schema.ImageResult.Box;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutlineTest {
    private static final PixelSize SIZE = new PixelSize(120, 100);
    private static final Colour LIME = new Colour(0, 255, 0);
    private static final double X = 61.3;
    private static final double Y = 48.7;
    private static final double RADIUS = 25.4;

    /** Alpha of a disc, smooth over {@code soft} pixels. */
    private static IntBinaryOperator disc(double soft) {
        return (x, y) -> (int) Math.round(255 * Math.clamp((RADIUS - Math.hypot(x - X, y - Y)) / soft + 0.5, 0, 1));
    }

    /** The edge lies where alpha is one half, between pixels: the error is that of a straight line through both. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 2, 6})
    void distancesAreThoseFromTheEdge(double soft) {
        try (Mask mask = Painted.mask(SIZE, disc(soft))) {
            Box box = mask.box().orElseThrow();
            EdgeDistances distances = new EdgeDistances(mask, box, 9);
            for (int y = 0; y < SIZE.height(); y++) {
                float[] near = distances.row(y);
                for (int x = 0; x < near.length; x++) {
                    double expected = Math.hypot(x + distances.left() - X, y - Y) - RADIUS;
                    double found = near[x];
                    if (expected > 9) assertThat(found).as("%d %d", x, y).isGreaterThan(8.8);
                    else if (expected > 0.5) assertThat(found).as("%d %d", x, y).isCloseTo(expected, within(0.4));
                    else if (expected < -0.5)
                        assertThat(found).as("%d %d", x, y).isNotPositive();
                }
            }
        }
    }

    @Test
    void rowsMayBeReadInAnyOrder() {
        try (Mask mask = Painted.mask(SIZE, disc(1))) {
            Box box = mask.box().orElseThrow();
            EdgeDistances downwards = new EdgeDistances(mask, box, 5);
            EdgeDistances anyhow = new EdgeDistances(mask, box, 5);
            for (int y : new int[] {90, 20, 21, 60, 3, 75, 18, 50, 51}) {
                float[] expected = new EdgeDistances(mask, box, 5).row(y).clone();
                assertThat(anyhow.row(y)).as("%d", y).isEqualTo(expected);
            }
            for (int y = 0; y < SIZE.height(); y++) {
                assertThat(downwards.row(y)).as("%d", y).isEqualTo(new EdgeDistances(mask, box, 5).row(y));
            }
        }
    }

    /** Around the subject, in its hole, beyond the photo; and nowhere else. */
    @Test
    void lineLiesAroundTheSubjectAndUnderIt() {
        PixelSize size = new PixelSize(40, 30);
        // From the left edge, with a hole; the photo is red.
        try (Photo photo = Painted.photo(size, (x, y) -> 0xff0000);
                Mask mask =
                        Painted.mask(size, (x, y) -> x < 20 && y >= 5 && y < 25 && !(x == 10 && y == 15) ? 255 : 0)) {
            Canvas wide = new Canvas(-5, -5, new PixelSize(50, 40));
            Composition outlined = Composition.of(photo, mask)
                    .with(new Outline(new Outline.Width.Fixed(3), LIME))
                    .on(wide);
            int[][] pixels = Painted.pixels(outlined.picture());
            assertThat(pixels[5 + 15][5 + 5]).as("the subject").isEqualTo(0xffff0000);
            assertThat(pixels[5 + 15][5 + 10]).as("its hole").isEqualTo(0xff00ff00);
            assertThat(pixels[5 + 15][5 + 21]).as("two beside it").isEqualTo(0xff00ff00);
            assertThat(pixels[5 + 15][5 + 22]).as("three beside it").isEqualTo(0xff00ff00);
            assertThat(pixels[5 + 15][5 + 23] >>> 24).as("four beside it").isBetween(0, 10);
            assertThat(pixels[5 + 15][5 - 2]).as("beyond the photo").isEqualTo(0xff00ff00);
            assertThat(pixels[5 + 15][5 - 5]).as("farther beyond it").isZero();
            int corner = pixels[5 + 2][5 + 22] >>> 24;
            assertThat(corner).as("the corner is round").isBetween(0, 60);
            int[][] onWhite = Painted.pixels(
                    outlined.on(new Ground.Plain(new Colour(255, 255, 255))).picture());
            assertThat(onWhite[5 + 15][5 + 22]).isEqualTo(0xff00ff00);
            assertThat(onWhite[5 + 15][5 + 30]).isEqualTo(0xffffffff);
        }
    }

    /** Half of the subject over all of the line. */
    @Test
    void softEdgesStandOnTheLine() {
        PixelSize size = new PixelSize(9, 9);
        try (Photo photo = Painted.photo(size, (x, y) -> 0xff0000);
                Mask mask = Painted.mask(size, (x, y) -> x < 4 ? 255 : x == 4 ? 128 : 0)) {
            Composition outlined = Composition.of(photo, mask).with(new Outline(new Outline.Width.Fixed(2), LIME));
            assertThat(Painted.pixels(outlined.picture())[4][4]).isEqualTo(0xff807f00);
        }
    }

    @Test
    void nothingIsOutlinedWhereThereIsNoSubject() {
        PixelSize size = new PixelSize(9, 9);
        try (Photo photo = Painted.photo(size, (x, y) -> 0xff0000);
                Mask mask = Painted.mask(size, (x, y) -> 20)) {
            Composition plain = Composition.of(photo, mask);
            Outline line = new Outline(new Outline.Width.Fixed(2), LIME);
            assertThat(Painted.pixels(plain.with(line).picture())).isEqualTo(Painted.pixels(plain.picture()));
        }
    }

    @Test
    void widthsAreReadStrictly() {
        assertThat(Outline.Width.parse("6px").pixels(1000)).isEqualTo(6);
        assertThat(Outline.Width.parse("1.5%").pixels(1000)).isEqualTo(15);
        assertThat(Outline.Width.parse("0.1%").pixels(10)).isEqualTo(1);
        for (String wrong : new String[] {"6", "0px", "201px", "0%", "11%", "-1px", "1.5px", "wide"}) {
            assertThatThrownBy(() -> Outline.Width.parse(wrong)).as(wrong).hasMessageContaining("width");
        }
    }
}
