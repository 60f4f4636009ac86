package io.kirinuki.image.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Colour;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.decode.PhotoTest;
import io.kirinuki.image.png.FastPng;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class CutoutTest {
    private static final PixelSize FOUR = new PixelSize(4, 1);

    @Test
    void visibleColoursStayThePhotosOwn() throws IOException {
        try (Photo photo = plain();
                Mask mask = Mask.of(new byte[] {0, 1, (byte) 128, -1}, FOUR)) {
            BufferedImage cutout = read(FastPng.encode(Cutout.transparent(photo, mask)));
            assertThat(cutout.getRGB(0, 0)).isZero();
            assertThat(cutout.getRGB(1, 0)).isEqualTo(0x01_c8_96_64);
            assertThat(cutout.getRGB(2, 0)).isEqualTo(0x80_c8_96_64);
            assertThat(cutout.getRGB(3, 0)).isEqualTo(0xff_c8_96_64);
        }
    }

    /** What was cut out is cut out again: nothing of the first cut comes back, and colours do not change. */
    @Test
    void cutoutOfACutoutIsNoLargerThanIt() throws IOException {
        try (Photo photo = plain();
                Mask mask = Mask.of(new byte[] {0, 1, (byte) 128, -1}, FOUR);
                Photo again = PhotoTest.decoded(
                        FastPng.encode(Cutout.transparent(photo, mask)).bytes());
                Mask half = Mask.of(new byte[] {-1, -1, (byte) 128, (byte) 128}, FOUR);
                Mask within = half.within(again.transparency().orElseThrow())) {
            BufferedImage cutout = read(FastPng.encode(Cutout.transparent(again, within)));
            assertThat(cutout.getRGB(0, 0)).isZero();
            assertThat(cutout.getRGB(1, 0)).isEqualTo(0x01_c8_96_64);
            assertThat(cutout.getRGB(2, 0)).isEqualTo(0x80_c8_96_64);
            assertThat(cutout.getRGB(3, 0)).isEqualTo(0x80_c8_96_64);
        }
    }

    @Test
    void groundShowsByWhatAlphaLeaves() throws IOException {
        try (Photo photo = plain();
                Mask mask = Mask.of(new byte[] {0, 1, (byte) 128, -1}, FOUR)) {
            BufferedImage cutout = read(FastPng.encode(Cutout.over(photo, mask, new Colour(10, 20, 250))));
            assertThat(cutout.getColorModel().hasAlpha()).isFalse();
            assertThat(cutout.getRGB(0, 0)).isEqualTo(0xff_0a_14_fa);
            // 10.745 20.51 249.41
            assertThat(cutout.getRGB(1, 0)).isEqualTo(0xff_0b_15_f9);
            // 105.37 85.25 174.71
            assertThat(cutout.getRGB(2, 0)).isEqualTo(0xff_69_55_af);
            assertThat(cutout.getRGB(3, 0)).isEqualTo(0xff_c8_96_64);
        }
    }

    @Test
    void maskIsWrittenAsItIs() throws IOException {
        byte[] alpha = {0, 1, (byte) 128, -1};
        try (Mask mask = Mask.of(alpha, FOUR)) {
            BufferedImage png = read(FastPng.encode(mask.picture()));
            assertThat(png.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
            for (int x = 0; x < 4; x++) {
                assertThat(png.getRaster().getSample(x, 0, 0)).isEqualTo(alpha[x] & 0xff);
            }
        }
    }

    @Test
    void maskOfAnotherSizeIsRefused() throws IOException {
        try (Photo photo = plain();
                Mask mask = Mask.of(new byte[] {0}, new PixelSize(1, 1))) {
            assertThatThrownBy(() -> Cutout.transparent(photo, mask)).hasMessageContaining("1x1");
        }
    }

    /** Four pixels of (200, 150, 100). */
    private static Photo plain() throws IOException {
        Blob png = FastPng.encode(FOUR, Picture.Layout.RGB, (y, row) -> {
            for (int x = 0; x < 4; x++) {
                row[3 * x] = (byte) 200;
                row[3 * x + 1] = (byte) 150;
                row[3 * x + 2] = 100;
            }
        });
        return PhotoTest.decoded(png.open().readAllBytes());
    }

    private static BufferedImage read(Blob png) throws IOException {
        return ImageIO.read(png.open());
    }
}
