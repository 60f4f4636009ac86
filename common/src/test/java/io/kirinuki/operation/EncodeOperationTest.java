package io.kirinuki.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.encode.SizePreset;
import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodeOperationTest {
    private static final PixelSize SIZE = new PixelSize(640, 320);

    @ParameterizedTest
    @CsvSource({
        "png, cutout, png, image/png",
        "png-small, cutout, png, image/png",
        "png-1bit, mask, png, image/png",
        "png-16bit, mask, png, image/png",
        "webp, cutout, webp, image/webp",
        "webp-lossless, cutout, webp, image/webp",
        "zip, cutout, zip, application/zip"
    })
    void everyFormatIsNamedAfterItsStep(String format, String of, String extension, String mediaType) throws Exception {
        try (PlainScene scene = cutOut()) {
            Rendering rendering = scene.run("encode", "{\"format\": \"%s\", \"of\": \"%s\"}".formatted(format, of))
                    .getFirst();
            assertThat(rendering.role()).isEqualTo("encode");
            assertThat(rendering.extension()).isEqualTo(extension);
            assertThat(rendering.mediaType()).isEqualTo(mediaType);
            assertThat(rendering.size()).isEqualTo(SIZE);
            assertThat(rendering.bytes().length()).isPositive();
        }
    }

    @Test
    void jpegHasTheBackgroundThatIsNamed() throws Exception {
        try (PlainScene scene = cutOut()) {
            assertThatThrownBy(() -> scene.run("encode", "{\"format\": \"jpeg\"}"))
                    .isInstanceOf(FailedException.class)
                    .hasMessageContaining("background");
            BufferedImage jpeg =
                    image(scene.run("encode", "{\"format\": \"jpeg\", \"background\": \"lime\", \"quality\": 95}")
                            .getFirst());
            assertNear(jpeg.getRGB(2, 2), Color.GREEN);
            assertNear(jpeg.getRGB(638, 2), Color.RED);
        }
    }

    @Test
    void thumbnailIsSmallAndOnACheckerboard() throws Exception {
        try (PlainScene scene = cutOut()) {
            Rendering thumbnail = scene.run("thumbnail", "{}").getFirst();
            assertThat(thumbnail.size()).isEqualTo(new PixelSize(512, 256));
            BufferedImage png = image(thumbnail);
            assertThat(png.getRGB(0, 0)).isEqualTo(0xffffffff);
            assertThat(png.getRGB(8, 0)).isEqualTo(0xffcccccc);
            assertThat(png.getRGB(511, 0)).isEqualTo(0xffff0000);
        }
    }

    /** 640 by 320 are 204,800 pixels, 1,000 by 999 nearly a million. */
    @ParameterizedTest
    @CsvSource({
        "640, 320, preview, 640x320",
        "1000, 999, preview, 500x500",
        "2000, 1000, small, 706x353",
        "2000, 1000, regular, 706x353",
        "2000, 1000, medium, 1732x866",
        "2000, 1000, hd, 2000x1000",
        "2000, 1000, 4k, 2000x1000",
        "2000, 1000, 50mp, 2000x1000",
        "2000, 1000, full, 2000x1000",
        "2000, 1000, auto, 2000x1000",
        "2000, 3, preview, 2000x3",
    })
    void sizesAreOfAllPixelsAndNothingGrows(int width, int height, String size, String expected) throws Exception {
        try (PlainScene scene = new PlainScene(new PixelSize(width, height), (y, row) -> {})) {
            scene.run("cutout", "{}");
            Rendering rendering =
                    scene.run("encode", "{\"size\": \"%s\"}".formatted(size)).getFirst();
            assertThat(rendering.size()).hasToString(expected);
        }
    }

    @Test
    void noSizeHasMorePixelsThanItsName() {
        for (int width = 1; width < 5000; width += 37) {
            for (int height = 1; height < 5000; height += 411) {
                PixelSize size = new PixelSize(width, height);
                PixelSize smaller = size.within(SizePreset.PREVIEW.longest(size));
                assertThat(smaller.pixels()).as("%s", size).isLessThanOrEqualTo(250_000);
                if (size.pixels() > 250_000 && Math.min(width, height) > 100) {
                    assertThat(smaller.pixels()).as("%s", size).isGreaterThan(245_000);
                }
            }
        }
    }

    @Test
    void sizeHoldsBesideTheLongestSideAndIsReadStrictly() throws Exception {
        try (PlainScene scene = cutOut()) {
            assertThat(scene.run("encode", "{\"size\": \"preview\", \"max-side\": 100}")
                            .getFirst()
                            .size())
                    .isEqualTo(new PixelSize(100, 50));
            assertThatThrownBy(() -> scene.run("encode", "{\"size\": \"huge\"}"))
                    .hasMessageContaining(
                            "encode.size: one of preview, small, regular, medium, hd, 4k, 50mp, full, auto");
        }
    }

    /** The first three bytes have the mean colours, and in the highest bit whether anything is transparent. */
    @Test
    void thumbHashIsOfTheArtifactWhereItIsAskedFor() throws Exception {
        try (PlainScene scene = cutOut()) {
            assertThat(scene.run("encode", "{}").getFirst().thumbHash()).isEmpty();
            assertThat(scene.run("cutout", "{}").getFirst().thumbHash()).isEmpty();
            for (String format : new String[] {"png", "webp", "zip"}) {
                assertThat(transparent(
                                scene.run("encode", "{\"thumb-hash\": true, \"format\": \"%s\"}".formatted(format))))
                        .isTrue();
            }
            assertThat(transparent(scene.run("thumbnail", "{\"thumb-hash\": true}")))
                    .as("on squares")
                    .isFalse();
            assertThat(transparent(scene.run("cutout", "{\"thumb-hash\": true}")))
                    .isTrue();
            assertThat(transparent(scene.run("cutout", "{\"thumb-hash\": true, \"background\": \"white\"}")))
                    .isFalse();
        }
    }

    private static boolean transparent(List<Rendering> renderings) {
        byte[] hash =
                Base64.getDecoder().decode(renderings.getFirst().thumbHash().orElseThrow());
        return hash[2] < 0;
    }

    @Test
    void whatWasNotShownCannotBeEncoded() throws Exception {
        try (PlainScene scene = cutOut()) {
            assertThatThrownBy(() -> scene.run("encode", "{\"of\": \"matte\"}"))
                    .isInstanceOf(FailedException.class)
                    .hasMessageContaining("encode.of")
                    .hasMessageContaining("mask, cutout");
        }
        try (PlainScene bare = red()) {
            assertThatThrownBy(() -> bare.run("encode", "{}"))
                    .isInstanceOf(FailedException.class)
                    .hasMessageContaining("none");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"format\": \"png\", \"quality\": 3} | parameters.encode.quality",
                "{\"format\": \"jpeg\", \"quality\": 0} | parameters.encode.quality",
                "{\"format\": \"tiff\"} | parameters.encode.format",
                "{\"max-side\": 0} | parameters.encode.max-side",
                "{\"background\": \"beige!\"} | parameters.encode.background",
                "{\"background\": \"red\", \"checkerboard\": true} | parameters.encode.checkerboard"
            })
    void wrongParametersAreNamed(String json, String field) throws Exception {
        try (PlainScene scene = cutOut()) {
            assertThatThrownBy(() -> scene.run("encode", json))
                    .isInstanceOf(FailedException.class)
                    .hasMessageStartingWith(field);
        }
    }

    @Test
    void overlayPaintsTheMaskAtSixtyPerCent() throws Exception {
        try (PlainScene scene = cutOut()) {
            BufferedImage overlay = image(scene.run("overlay", "{\"colour\": \"blue\", \"format\": \"png\"}")
                    .getFirst());
            assertThat(overlay.getRGB(0, 0)).isEqualTo(0xffff0000);
            // 255 * 0.4 = 102 of red and 255 * 0.6 = 153 of blue
            assertNear(overlay.getRGB(639, 0), new Color(102, 0, 153));
            assertThat(scene.shown()).contains("overlay");
        }
    }

    private static void assertNear(int argb, Color expected) {
        Color found = new Color(argb);
        assertThat(found.getRed()).isCloseTo(expected.getRed(), within(3));
        assertThat(found.getGreen()).isCloseTo(expected.getGreen(), within(3));
        assertThat(found.getBlue()).isCloseTo(expected.getBlue(), within(3));
    }

    /** Red, of which the right half is the subject; mask and cut-out were shown. */
    private static PlainScene cutOut() throws Exception {
        PlainScene scene = red();
        byte[] alpha = new byte[SIZE.width() * SIZE.height()];
        for (int y = 0; y < SIZE.height(); y++) {
            Arrays.fill(alpha, y * SIZE.width() + SIZE.width() / 2, (y + 1) * SIZE.width(), (byte) 255);
        }
        scene.alpha(Mask.of(alpha, SIZE));
        scene.run("mask", "{}");
        scene.run("cutout", "{}");
        return scene;
    }

    private static PlainScene red() throws FailedException {
        return new PlainScene(SIZE, (y, row) -> {
            Arrays.fill(row, (byte) 0);
            for (int at = 0; at < row.length; at += 3) row[at] = -1;
        });
    }

    private static BufferedImage image(Rendering rendering) throws Exception {
        return ImageIO.read(rendering.bytes().open());
    }
}
