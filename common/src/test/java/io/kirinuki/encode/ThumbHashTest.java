package io.kirinuki.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.PixelSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThumbHashTest {
    /** Red, green, blue and alpha of a pixel. */
    @FunctionalInterface
    private interface Painter {
        int[] at(int x, int y);
    }

    private static Picture painted(int width, int height, Layout layout, Painter painter) {
        return new Picture(new PixelSize(width, height), layout, (y, row) -> {
            for (int x = 0; x < width; x++) {
                int[] pixel = painter.at(x, y);
                for (int c = 0; c < layout.channels(); c++) row[layout.channels() * x + c] = (byte) pixel[c];
            }
        });
    }

    private static int[] pixel(String kind, int x, int y) {
        return switch (kind) {
            case "opaque" -> new int[] {x * 6 % 256, y * 8 % 256, x * y % 256, 255};
            case "alpha" -> new int[] {x * 6 % 256, y * 8 % 256, x * y % 256, x < 12 ? 0 : (x * 5 + y * 3) % 256};
            case "flat" -> new int[] {200, 30, 60, 255};
            case "none" -> new int[] {9, 9, 9, 0};
            case "disc" ->
                new int[] {240, 180, 20, Math.clamp(1600 - (x - 32) * (x - 32) - (y - 48) * (y - 48), 0, 255)};
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** What npm's package thumbhash 0.1.1, by the format's author, makes of the same pixels. */
    @ParameterizedTest
    @CsvSource({
        "opaque, 40, 30, XAgOHZhgdndwh4h2iGiIh/GxD/eI",
        "opaque, 30, 40, 2NcJHRRgdnOHCIeYiIVoiPW7Arf4",
        "opaque, 100, 100, 3fcJDwZFBYp1d3d2d1d3Z3dzc1CKBHwK",
        "opaque, 100, 7, U7cKKYYzBYtxmFiJnY9N4Ig=",
        "opaque, 1, 1, AAgCBwAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "opaque, 3, 90, jigFMQRxoWiIhYWwj0xG+Og=",
        "alpha, 40, 30, oUiGFIw3tXiweZZnOA7b1E8HhXiXd3h4Bw==",
        "alpha, 30, 40, 3ieGDAg2tlZ5CIxrRJ0IxWoPl2mId3iHBw==",
        "alpha, 100, 60, 3ieGC4YXaAmUl5I5xoD2l0MFeTlnh3g=",
        "flat, 50, 20, mEkDA4D0tPuHh3iHhvmCn4c=",
        "none, 20, 20, AAiCBQAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
        "disc, 64, 96, 5H2CAwBKmHn3qOe4eI+K91d3h4hwd0g=",
    })
    void hashesAreThoseOfTheFormatsAuthor(String kind, int width, int height, String expected) {
        assertThat(ThumbHash.of(painted(width, height, Layout.RGBA, (x, y) -> pixel(kind, x, y))))
                .isEqualTo(expected);
        if (kind.equals("opaque")) {
            assertThat(ThumbHash.of(painted(width, height, Layout.RGB, (x, y) -> pixel(kind, x, y))))
                    .isEqualTo(expected);
        }
    }

    @Test
    void greyIsColourAndLargePicturesAreMadeSmallerFirst() {
        Picture grey = painted(30, 20, Layout.GREY, (x, y) -> new int[] {x * 8});
        Picture colour = painted(30, 20, Layout.RGB, (x, y) -> new int[] {x * 8, x * 8, x * 8});
        assertThat(ThumbHash.of(grey)).isEqualTo(ThumbHash.of(colour));
        Picture large = painted(400, 600, Layout.RGBA, (x, y) -> pixel("disc", x * 64 / 400, y * 96 / 600));
        Picture small = Thumbnail.of(large, 100);
        assertThat(ThumbHash.of(large)).isEqualTo(ThumbHash.of(small));
    }
}
