package io.kirinuki.image.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Canvas;
import io.kirinuki.image.Colour;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.ProfiledFiles;
import io.kirinuki.image.SampleProfiles;
import io.kirinuki.image.decode.PhotoTest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompositionTest {
    private static final Ground WHITE = new Ground.Plain(new Colour(255, 255, 255));
    private static final Ground LIME = new Ground.Plain(new Colour(100, 200, 50));

    /** A subject of 2x2 pixels at (1, 1); its shadow falls two pixels to the right and one down, hard. */
    @Test
    void shadowLiesUnderTheSubjectAndOverTheGround() {
        PixelSize size = new PixelSize(6, 4);
        Shadow shadow = new Shadow(0.5, 0, 1, 0.5);
        try (Photo photo = Painted.photo(size, (x, y) -> 0xc89664);
                Mask mask = Painted.mask(size, (x, y) -> square(x, y) ? 255 : 0)) {
            Composition composition = Composition.of(photo, mask).with(shadow);
            int[][] transparent = Painted.pixels(composition.picture());
            int[][] onLime = Painted.pixels(composition.on(LIME).picture());
            for (int y = 0; y < 4; y++) {
                for (int x = 0; x < 6; x++) {
                    boolean shaded = square(x - 2, y - 1);
                    int expected = square(x, y) ? 0xffc89664 : shaded ? 0x80000000 : 0;
                    assertThat(transparent[y][x]).as("%d %d", x, y).isEqualTo(expected);
                    // 127/255 of (100, 200, 50) are left: 49.8 99.6 24.9
                    int under = shaded ? 0xff326419 : 0xff64c832;
                    assertThat(onLime[y][x]).as("%d %d", x, y).isEqualTo(square(x, y) ? 0xffc89664 : under);
                }
            }
        }
    }

    private static boolean square(int x, int y) {
        return x >= 1 && x <= 2 && y >= 1 && y <= 2;
    }

    /** Alpha 128 over its own shadow of 64: A = 0.502 + 0.498 * 0.251 = 0.627, colour = 0.502 / 0.627 of the photo's. */
    @Test
    void shadowShowsThroughSoftSubjects() {
        PixelSize size = new PixelSize(3, 3);
        Shadow shadow = new Shadow(0.5, 0, 0, 0);
        try (Photo photo = Painted.photo(size, (x, y) -> 0xc89664);
                Mask mask = Painted.mask(size, (x, y) -> 128)) {
            Composition composition = Composition.of(photo, mask).with(shadow);
            assertThat(Painted.pixels(composition.picture())[1][1]).isEqualTo(0xa0a07850);
            // 0.502 * 200 + 0.498 * 0.749 * 255, and so on: 195.52 170.42 145.32
            assertThat(Painted.pixels(composition.on(WHITE).picture())[1][1]).isEqualTo(0xffc4aa91);
        }
    }

    @Test
    void shadowFadesEvenlyWhereItIsBlurred() {
        PixelSize size = new PixelSize(300, 200);
        try (Photo photo = Painted.photo(size, (x, y) -> 0);
                Mask mask = Painted.mask(size, (x, y) -> x < 150 ? 255 : 0)) {
            // One standard deviation is 20 pixels; the bell's integral is 0.8413 there, 0.5 at the edge.
            Shadow shadow = new Shadow(1, 0.2, 0, 0);
            int[][] pixels =
                    Painted.pixels(Composition.of(photo, mask).with(shadow).picture());
            assertThat(pixels[100][150] >>> 24).isBetween(122, 130);
            assertThat(pixels[100][170] >>> 24).isBetween(36, 46);
            assertThat(pixels[100][250] >>> 24).isZero();
            for (int x = 150; x < 299; x++)
                assertThat(pixels[100][x + 1] >>> 24).isLessThanOrEqualTo(pixels[100][x] >>> 24);
        }
    }

    @Test
    void blurredGroundTakesNoneOfTheSubject() {
        PixelSize size = new PixelSize(200, 150);
        try (Photo photo = Painted.photo(size, (x, y) -> inDisc(x, y) ? 0xff0000 : 0x00c800);
                Mask mask = Painted.mask(size, (x, y) -> inDisc(x, y) ? 255 : 0)) {
            Canvas wide = new Canvas(-150, -120, new PixelSize(500, 390));
            int[][] pixels = Painted.pixels(Composition.of(photo, mask)
                    .on(new Ground.Blurred(0.1))
                    .on(wide)
                    .picture());
            for (int y = 0; y < wide.size().height(); y++) {
                for (int x = 0; x < wide.size().width(); x++) {
                    boolean subject = inDisc(x - 150, y - 120);
                    assertThat(pixels[y][x]).as("%d %d", x, y).isEqualTo(subject ? 0xffff0000 : 0xff00c800);
                }
            }
        }
    }

    private static boolean inDisc(int x, int y) {
        return Math.hypot(x - 90, y - 70) < 40;
    }

    @Test
    void blurredGroundIsBlurred() {
        PixelSize size = new PixelSize(400, 300);
        try (Photo photo = Painted.photo(size, (x, y) -> x < 200 ? 0 : 0xffffff);
                Mask mask = Painted.mask(size, (x, y) -> 0)) {
            // One standard deviation is 20 pixels.
            int[][] pixels = Painted.pixels(
                    Composition.of(photo, mask).on(new Ground.Blurred(0.1)).picture());
            assertThat(pixels[150][200] & 0xff).isBetween(120, 135);
            assertThat(pixels[150][220] & 0xff).isBetween(205, 222);
            assertThat(pixels[150][300] & 0xff).isEqualTo(255);
        }
    }

    /** Of a ground of 300x100 a canvas of 40x40 shows the middle third, enlarged never unevenly. */
    @Test
    void imageFillsTheCanvas() {
        PixelSize size = new PixelSize(40, 40);
        try (Photo photo = Painted.photo(size, (x, y) -> 0);
                Mask mask = Painted.mask(size, (x, y) -> 0);
                Photo ground = Painted.photo(
                        new PixelSize(300, 100),
                        (x, y) -> x < 100 || x >= 200 ? 0xff0000 : y < 50 ? 0x00ff00 : 0x0000ff)) {
            int[][] pixels = Painted.pixels(
                    Composition.of(photo, mask).on(new Ground.Backdrop(ground)).picture());
            for (int x = 0; x < 40; x++) {
                assertThat(pixels[0][x]).isEqualTo(0xff00ff00);
                assertThat(pixels[39][x]).isEqualTo(0xff0000ff);
            }
        }
    }

    @Test
    void greyIsTheLumaOfTheFinishedPicture() {
        PixelSize size = new PixelSize(2, 1);
        try (Photo photo = Painted.photo(size, (x, y) -> 0xc89664);
                Mask mask = Painted.mask(size, (x, y) -> x == 0 ? 255 : 128)) {
            Picture picture = Composition.of(photo, mask).on(LIME).inGrey().picture();
            assertThat(picture.layout()).isEqualTo(Picture.Layout.GREY);
            // 0.299 * 200 + 0.587 * 150 + 0.114 * 100 = 159.25; half of it on lime: (150, 175, 75) has 156.1
            assertThat(Painted.pixels(picture)[0]).containsExactly(0xff9f9f9f, 0xff9c9c9c);
            Picture soft = Composition.of(photo, mask).inGrey().picture();
            assertThat(Painted.pixels(soft)[0]).containsExactly(0xff9f9f9f, 0x809f9f9f);
        }
    }

    @Test
    void greyAndImagesMeanTheSameColoursInAnyProfile() {
        PixelSize size = new PixelSize(4, 4);
        byte[] ochre = Painted.file(size, (x, y) -> 0xc89664);
        try (Photo wide = PhotoTest.decoded(ProfiledFiles.png(ochre, SampleProfiles.wide()));
                Photo plain = PhotoTest.decoded(ochre);
                Mask all = Painted.mask(size, (x, y) -> 255);
                Mask none = Painted.mask(size, (x, y) -> 0)) {
            Picture grey = Composition.of(wide, all).on(LIME).inGrey().picture();
            assertThat(grey.profile()).isEmpty();
            // The profile means (210, 149, 91) of sRGB by it: luma 160.6; of the numbers themselves it is 159.25.
            assertThat(Painted.pixels(grey)[0][0] & 0xff).isBetween(160, 162);

            Picture image =
                    Composition.of(wide, none).on(new Ground.Backdrop(plain)).picture();
            assertThat(image.profile()).isEqualTo(wide.profile());
            Colour own = wide.own(new Colour(200, 150, 100));
            assertThat(Painted.pixels(image)[2][2] & 0xffffff)
                    .isEqualTo(own.red() << 16 | own.green() << 8 | own.blue())
                    .isNotEqualTo(0xc89664);

            Picture back =
                    Composition.of(plain, none).on(new Ground.Backdrop(wide)).picture();
            assertThat(back.profile()).isEmpty();
            assertThat(Painted.distance(Painted.pixels(back)[2][2], 0xd2955b)).isLessThan(2);
        }
    }

    @Test
    void canvasMayReachBeyondThePhoto() {
        PixelSize size = new PixelSize(3, 2);
        Canvas canvas = new Canvas(-1, -1, new PixelSize(6, 4));
        Canvas inner = new Canvas(1, 1, new PixelSize(1, 1));
        try (Photo photo = Painted.photo(size, (x, y) -> 0x102030 + x * 0x10000 + y);
                Mask mask = Painted.mask(size, (x, y) -> 255)) {
            Composition composition = Composition.of(photo, mask);
            int[][] pixels = Painted.pixels(composition.on(WHITE).on(canvas).picture());
            int[][] transparent = Painted.pixels(composition.on(canvas).picture());
            for (int y = 0; y < 4; y++) {
                for (int x = 0; x < 6; x++) {
                    boolean within = x >= 1 && x <= 3 && y >= 1 && y <= 2;
                    int colour = 0xff102030 + (x - 1) * 0x10000 + y - 1;
                    assertThat(pixels[y][x]).isEqualTo(within ? colour : 0xffffffff);
                    assertThat(transparent[y][x]).isEqualTo(within ? colour : 0);
                }
            }
            assertThat(Painted.pixels(composition.on(inner).picture())).isEqualTo(new int[][] {{0xff112031}});
        }
    }

    @Test
    void everyShapeComesTwiceTheSame() {
        for (PixelSize size : List.of(
                new PixelSize(1, 1),
                new PixelSize(1, 3000),
                new PixelSize(3000, 1),
                new PixelSize(2, 2),
                new PixelSize(37, 23))) {
            Canvas wide = new Canvas(-7, 1 - size.height(), new PixelSize(size.width() + 9, 2 * size.height() + 5));
            for (int alpha : new int[] {0, 77, 255}) {
                try (Photo photo = Painted.photo(size, (x, y) -> x * 311 + y * 7);
                        Mask mask = Painted.mask(size, (x, y) -> alpha);
                        Photo backdrop = Painted.photo(new PixelSize(5, 3), (x, y) -> x * 50)) {
                    Foreground colours = Foreground.of(photo, mask);
                    for (Ground ground : List.of(
                            new Ground.Transparent(), LIME, new Ground.Blurred(0.02), new Ground.Backdrop(backdrop))) {
                        Picture picture = new Composition(
                                        photo,
                                        mask,
                                        Optional.of(colours),
                                        ground,
                                        Optional.of(new Shadow(0.7, 0.1, 0.1, 0.1)),
                                        Optional.of(new ContactShadow(0.6, 1.2, 0.1)),
                                        Optional.of(new Outline(new Outline.Width.Fixed(3), new Colour(9, 8, 7))),
                                        wide,
                                        false)
                                .picture();
                        assertThat(Painted.pixels(picture)).isEqualTo(Painted.pixels(picture));
                    }
                }
            }
        }
    }

    @Test
    void maskOfAnotherSizeIsRefused() {
        try (Photo photo = Painted.photo(new PixelSize(2, 2), (x, y) -> 0);
                Mask mask = Painted.mask(new PixelSize(1, 2), (x, y) -> 0)) {
            assertThatThrownBy(() -> Composition.of(photo, mask)).hasMessageContaining("1x2");
        }
    }
}
