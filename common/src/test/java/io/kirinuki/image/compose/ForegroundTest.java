package io.kirinuki.image.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kirinuki.image.Colour;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ForegroundTest {
    private static final PixelSize SIZE = new PixelSize(160, 120);
    private static final int BLACK = 0;
    private static final int WHITE = 0xffffff;

    /** A disc of two colours and stripes on a green ground that is not even; its edge is soft over ten pixels and hairy. */
    @Test
    void noRimOfTheGroundShowsOnBlackOrWhite() {
        IntBinaryOperator subject = (x, y) -> (y < 60 ? 0xc86432 : 0x3c5ab4) + ((x / 4) % 2) * 0x0a0a0a;
        IntBinaryOperator ground = (x, y) -> 0x28a03c + x / 4 * 0x000100 + y / 6;
        IntBinaryOperator alpha = (x, y) -> {
            double angle = Math.atan2(y - 60, x - 80);
            double inside = 40 + 4 * Math.sin(40 * angle) - Math.hypot(x - 80, y - 60);
            return (int) Math.clamp(Math.round(127.5 + 25.5 * inside), 0L, 255L);
        };
        for (int behind : new int[] {BLACK, WHITE}) {
            assertThat(rim(subject, ground, alpha, behind, false)).isGreaterThan(12);
            assertThat(rim(subject, ground, alpha, behind, true)).isLessThan(3);
        }
    }

    /** Mean difference in the soft band to the subject's true colours on that ground. */
    private static double rim(
            IntBinaryOperator subject, IntBinaryOperator ground, IntBinaryOperator alpha, int behind, boolean clean) {
        double sum = 0;
        int count = 0;
        try (Photo photo = Painted.photo(SIZE, composed(subject, ground, alpha));
                Mask mask = Painted.mask(SIZE, alpha)) {
            Composition composition = Composition.of(photo, mask).on(new Ground.Plain(colour(behind)));
            if (clean) composition = composition.with(Foreground.of(photo, mask));
            int[][] pixels = Painted.pixels(composition.picture());
            for (int y = 0; y < SIZE.height(); y++) {
                for (int x = 0; x < SIZE.width(); x++) {
                    int a = alpha.applyAsInt(x, y);
                    if (a == 0 || a == 255) continue;
                    sum += Painted.distance(pixels[y][x], Painted.mixed(subject.applyAsInt(x, y), behind, a));
                    count++;
                }
            }
        }
        return sum / count;
    }

    private static IntBinaryOperator composed(
            IntBinaryOperator over, IntBinaryOperator under, IntBinaryOperator alpha) {
        return (x, y) -> Painted.mixed(over.applyAsInt(x, y), under.applyAsInt(x, y), alpha.applyAsInt(x, y));
    }

    private static Colour colour(int rgb) {
        return new Colour(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff);
    }

    @Test
    void whatIsAllTheSubjectsStaysAsItIs() {
        IntBinaryOperator noise = (x, y) -> (x * 7919 + y * 104729) * 31 & 0xffffff;
        IntBinaryOperator alpha = (x, y) -> x < 60 ? 255 : x < 70 ? 128 : 0;
        try (Photo photo = Painted.photo(SIZE, noise);
                Mask mask = Painted.mask(SIZE, alpha)) {
            int[][] pixels = Painted.pixels(
                    Composition.of(photo, mask).with(Foreground.of(photo, mask)).picture());
            for (int y = 0; y < SIZE.height(); y++) {
                for (int x = 0; x < 60; x++) assertThat(pixels[y][x]).isEqualTo(0xff000000 | noise.applyAsInt(x, y));
                for (int x = 70; x < SIZE.width(); x++) assertThat(pixels[y][x]).isZero();
            }
        }
    }

    /** Straight alpha: nothing is multiplied, and where subject and ground are alike nothing is there to clean. */
    @Test
    void evenColourStaysItselfAtAnyAlpha() {
        try (Photo photo = Painted.photo(SIZE, (x, y) -> 0xc89664);
                Mask mask = Painted.mask(SIZE, (x, y) -> x)) {
            int[][] pixels = Painted.pixels(
                    Composition.of(photo, mask).with(Foreground.of(photo, mask)).picture());
            for (int x = 1; x < SIZE.width(); x++) assertThat(pixels[60][x]).isEqualTo(x << 24 | 0xc89664);
        }
    }

    /** A real animal's hair over other photos; the foreground is PyMatting's estimate, here taken as given. */
    @Test
    void hairLosesMostOfTheGroundsColour() throws IOException {
        Path data = Path.of(Optional.ofNullable(System.getenv("KIRINUKI_DATA")).orElse("../../shared/data"));
        assumeThat(data.resolve("matting/lemur_foreground_reference.png")).exists();
        BufferedImage subject = read(data, "matting/lemur_foreground_reference.png");
        BufferedImage hair = read(data, "matting/lemur_alpha_reference.png");
        BufferedImage ground = read(data, "photos/n12620546_hip.jpg");
        PixelSize size = new PixelSize(500, 375);
        IntBinaryOperator over = (x, y) -> subject.getRGB(x + 100, y) & 0xffffff;
        IntBinaryOperator under = (x, y) -> ground.getRGB(x, y) & 0xffffff;
        IntBinaryOperator alpha = (x, y) -> hair.getRaster().getSample(x + 100, y, 0);
        double before = 0;
        double after = 0;
        double weight = 0;
        try (Photo photo = Painted.photo(size, composed(over, under, alpha));
                Mask mask = Painted.mask(size, alpha)) {
            Composition plain = Composition.of(photo, mask);
            int[][] stained = Painted.pixels(plain.picture());
            int[][] clean =
                    Painted.pixels(plain.with(Foreground.of(photo, mask)).picture());
            for (int y = 0; y < size.height(); y++) {
                for (int x = 0; x < size.width(); x++) {
                    int a = alpha.applyAsInt(x, y);
                    if (a == 0 || a == 255) continue;
                    before += a * Painted.distance(stained[y][x], over.applyAsInt(x, y));
                    after += a * Painted.distance(clean[y][x], over.applyAsInt(x, y));
                    weight += a;
                }
            }
        }
        assertThat(after / weight).isLessThan(0.4 * before / weight).isLessThan(1.5);
    }

    private static BufferedImage read(Path folder, String file) throws IOException {
        return ImageIO.read(Files.newInputStream(folder.resolve(file)));
    }
}
