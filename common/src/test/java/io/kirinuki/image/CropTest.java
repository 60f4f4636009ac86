package io.kirinuki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.schema.ImageResult.Box;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CropTest {
    private static final PixelSize PHOTO = new PixelSize(640, 480);

    /** Of a subject of 100x200 at (50, 60). */
    @ParameterizedTest
    @CsvSource({
        "0px, , 1, 50, 60, 100, 200",
        "20px, , 1, 30, 40, 140, 240",
        "5%, , 1, 45, 50, 110, 220",
        "0px, 1:1, 1, 0, 60, 200, 200",
        "0px, 4:3, 1, -33, 60, 267, 200",
        "0px, 1:4, 1, 50, -40, 100, 400",
        "0px, , 0.8, 38, 35, 125, 250",
        "10px, , 0.8, 38, 35, 125, 250",
        "50px, , 0.8, 0, 10, 200, 300",
        "0px, 1:1, 0.8, -25, 35, 250, 250"
    })
    void canvasIsLaidAroundTheSubject(
            String margin, String aspect, double scale, int left, int top, int width, int height) {
        Crop crop = new Crop(
                Crop.Margin.parse(margin), Optional.ofNullable(aspect).map(Crop.Aspect::parse), scale, Crop.CENTER);
        assertThat(crop.around(Optional.of(new Box(50, 60, 100, 200)), PHOTO))
                .isEqualTo(new Canvas(left, top, new PixelSize(width, height)));
    }

    @Test
    void withoutSubjectItIsTheWholePhoto() {
        assertThat(new Crop(new Crop.Margin.Fixed(9), Optional.of(new Crop.Aspect(1, 1)), 0.5, Crop.CENTER)
                        .around(Optional.empty(), PHOTO))
                .isEqualTo(Canvas.whole(PHOTO));
    }

    @Test
    void anySubjectIsInTheMiddleOfAnyCanvasWithItsMarginScaleAndShape() {
        Random random = new Random(11);
        for (int trial = 0; trial < 20_000; trial++) {
            Box box = new Box(
                    random.nextInt(5000), random.nextInt(5000), 1 + random.nextInt(3000), 1 + random.nextInt(3000));
            Crop.Margin margin = random.nextBoolean()
                    ? new Crop.Margin.Fixed(random.nextInt(300))
                    : new Crop.Margin.Relative(random.nextDouble());
            int side = 1 + random.nextInt(50);
            Crop.Aspect aspect = new Crop.Aspect(side + random.nextInt(9 * side), side);
            Crop crop = new Crop(
                    margin,
                    random.nextBoolean() ? Optional.of(aspect) : Optional.empty(),
                    0.1 + 0.9 * random.nextDouble(),
                    Crop.CENTER);
            Canvas canvas = crop.around(Optional.of(box), PHOTO);
            PixelSize size = canvas.size();
            String as = box + " " + crop + " " + canvas;

            int before = box.x() - canvas.left();
            int after = canvas.left() + size.width() - box.x() - box.width();
            int above = box.y() - canvas.top();
            int below = canvas.top() + size.height() - box.y() - box.height();
            assertThat(Math.min(before, after)).as(as).isGreaterThanOrEqualTo(margin.beside(box.width()));
            assertThat(Math.min(above, below)).as(as).isGreaterThanOrEqualTo(margin.beside(box.height()));
            assertThat(after - before).as(as).isBetween(0, 1);
            assertThat(below - above).as(as).isBetween(0, 1);
            assertThat(box.width()).as(as).isLessThanOrEqualTo((int) Math.ceil(crop.scale() * size.width()));
            assertThat(box.height()).as(as).isLessThanOrEqualTo((int) Math.ceil(crop.scale() * size.height()));
            if (crop.aspect().isPresent()) {
                double tooWide = size.width() - (double) size.height() * aspect.width() / aspect.height();
                double pixelOfHeight = (double) aspect.width() / aspect.height();
                assertThat(tooWide).as(as).isBetween(-pixelOfHeight, 1.0);
            }
        }
    }

    /** Of a subject of 100x200 at (50, 60), on a canvas of 400x400 with margins of 10 pixels. */
    @ParameterizedTest
    @CsvSource({
        "center, 150, 100",
        "50%, 150, 100",
        "0%, 10, 10",
        "100%, 290, 190",
        "25% 100%, 80, 190",
        // 50 of 540 free pixels lie on its left in the photo, 60 of 280 above it
        "original, 35, 48"
    })
    void theSubjectIsPutWhereItIsWanted(String position, int left, int above) {
        Crop crop = new Crop(
                new Crop.Margin.Fixed(10), Optional.of(new Crop.Aspect(1, 1)), 0.5, Crop.Position.parse(position));
        assertThat(crop.around(Optional.of(new Box(50, 60, 100, 200)), PHOTO))
                .isEqualTo(new Canvas(50 - left, 60 - above, new PixelSize(400, 400)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "centre", "5", "5px", "101%", "5%5%", "1% 2% 3%", "-1%", "1% 200%"})
    void otherPositionsAreRefused(String text) {
        assertThatThrownBy(() -> Crop.Position.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "px", "-1px", "5 %", "101%", "10001px", "99999999999px", "1e3px"})
    void otherMarginsAreRefused(String text) {
        assertThatThrownBy(() -> Crop.Margin.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "0:1", "1:0", "11:1", "1:11", "1.5:1", "a:b", "1:2:3"})
    void otherAspectsAreRefused(String text) {
        assertThatThrownBy(() -> Crop.Aspect.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
