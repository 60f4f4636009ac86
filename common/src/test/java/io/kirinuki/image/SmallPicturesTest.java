package io.kirinuki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.compose.Cutout;
import io.kirinuki.image.decode.PhotoTest;
import io.kirinuki.image.decode.PixelsInTest;
import io.kirinuki.image.mask.Trimap;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.schema.ImageResult.Box;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Very small and very thin pictures, with no subject and with nothing but subject, all the way. */
class SmallPicturesTest {
    static Stream<PixelSize> sizes() {
        return Stream.of(
                new PixelSize(1, 1),
                new PixelSize(2, 2),
                new PixelSize(1, 2),
                new PixelSize(3, 1),
                new PixelSize(1, 5000),
                new PixelSize(5000, 1));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void everyFormatDecodes(PixelSize size) {
        for (String extension : new String[] {".jpg", ".png", ".webp", ".gif", ".bmp", ".tiff", ".ppm"}) {
            try (Photo photo = PhotoTest.decoded(SampleImages.noise(extension, size))) {
                assertThat(photo.size()).as(extension).isEqualTo(size);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void networksGetTheirPixels(PixelSize size) {
        try (Photo photo = PhotoTest.decoded(plain(size))) {
            for (Filter filter : Filter.values()) {
                PixelSize square = new PixelSize(64, 64);
                assertPlain(photo.sample(new Sampling(Sampling.Channels.RGB, square, square, filter)), 64 * 64);
                // The shorter side to 64 where that can be; then the centre.
                int shorter = Math.min(size.width(), size.height());
                PixelSize scaled = new PixelSize(size.width() * 64 / shorter, size.height() * 64 / shorter);
                assertPlain(photo.sample(new Sampling(Sampling.Channels.RGB, scaled, square, filter)), 64 * 64);
                PixelSize multiple =
                        new PixelSize(Math.ceilDiv(size.width(), 32) * 32, Math.ceilDiv(size.height(), 32) * 32);
                assertPlain(
                        photo.sample(new Sampling(Sampling.Channels.RGB, multiple, multiple, filter)),
                        multiple.pixels());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void masksComeBackToSize(PixelSize size) {
        byte[] map = new byte[32 * 32];
        Arrays.fill(map, (byte) 128);
        try (Mask small = Mask.of(map, new PixelSize(32, 32))) {
            for (Filter filter : Filter.values()) {
                try (Mask mask = small.resizedTo(size, filter)) {
                    assertThat(mask.size()).isEqualTo(size);
                    assertThat(mask.coverage()).isCloseTo(128 / 255.0, within(1e-9));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void noSubjectIsAnAnswer(PixelSize size) {
        try (Photo photo = PhotoTest.decoded(plain(size));
                Mask nothing = Mask.of(new byte[(int) size.pixels()], size)) {
            assertThat(nothing.box()).isEmpty();
            assertThat(nothing.coverage()).isZero();
            try (Photo cutout = PhotoTest.decoded(
                    FastPng.encode(Cutout.transparent(photo, nothing)).bytes())) {
                assertThat(cutout.size()).isEqualTo(size);
                assertThat(cutout.transparency().orElseThrow().coverage()).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void subjectTouchesAllEdges(PixelSize size) {
        byte[] full = new byte[(int) size.pixels()];
        Arrays.fill(full, (byte) 255);
        try (Photo photo = PhotoTest.decoded(plain(size));
                Mask everything = Mask.of(full, size)) {
            assertThat(everything.box()).contains(new Box(0, 0, size.width(), size.height()));
            assertThat(everything.coverage()).isEqualTo(1);
            try (Photo cutout = PhotoTest.decoded(
                    FastPng.encode(Cutout.transparent(photo, everything)).bytes())) {
                assertThat(cutout.transparency()).as("opaque throughout").isEmpty();
                assertThat(PixelsInTest.colour(cutout, size.width() - 1, size.height() - 1))
                        .isEqualTo("c89664");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("thin")
    void thresholdsAndTrimapsOfFewPixels(PixelSize size) {
        byte[] alpha = new byte[(int) size.pixels()];
        alpha[0] = (byte) 200;
        try (Mask mask = Mask.of(alpha, size);
                Mask binary = mask.thresholded(0.5);
                Trimap trimap = Trimap.around(mask, 0.5, 3, 1)) {
            assertThat(binary.coverage()).isCloseTo(1.0 / alpha.length, within(1e-9));
            // A single pixel is all foreground. Else none stays, and its neighbours may be foreground.
            double unknown = 128.0 * Math.min(size.width(), 2) * Math.min(size.height(), 2);
            double sum = size.pixels() == 1 ? 255 : unknown;
            assertThat(trimap.map().coverage()).isCloseTo(sum / 255 / alpha.length, within(1e-9));
            try (Mask same = trimap.completedBy(mask)) {
                assertThat(same.size()).isEqualTo(size);
            }
        }
    }

    static Stream<PixelSize> thin() {
        return Stream.of(new PixelSize(1, 1), new PixelSize(1, 4), new PixelSize(4, 1), new PixelSize(2, 2));
    }

    private static void assertPlain(Pixels pixels, long count) {
        assertThat(pixels.size().pixels()).isEqualTo(count);
        byte[] expected = new byte[pixels.bytes().length];
        for (int i = 0; i < expected.length; i++) expected[i] = (byte) (200 - i % 3 * 50);
        assertThat(Arrays.equals(pixels.bytes(), expected)).isTrue();
    }

    private static byte[] plain(PixelSize size) {
        return FastPng.encode(size, Picture.Layout.RGB, (y, row) -> {
                    for (int i = 0; i < row.length; i++) row[i] = (byte) (200 - i % 3 * 50);
                })
                .bytes();
    }
}
