package io.kirinuki.image.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.SampleProfiles;
import io.kirinuki.image.Sampling;
import io.kirinuki.image.heif.HeifFiles;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.image.resample.Filter;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HEIC and AVIF on the way that files of all formats go. */
class HeifPhotoTest {
    private static final byte[] DISPLAY_P3 = {'n', 'c', 'l', 'x', 0, 12, 0, 13, 0, 6, (byte) 0x80};

    @ParameterizedTest
    @ValueSource(strings = {"heic", "avif"})
    void photoStandsUpright(String extension) {
        BufferedImage picture = plain(0xc89664);
        picture.setRGB(0, 0, 0x0028fa);
        byte[] file = HeifFiles.with(HeifFiles.exact(picture, extension), "irot", new byte[] {3});
        ImageFormat format = extension.equals("heic") ? ImageFormat.HEIC : ImageFormat.AVIF;
        assertThat(PhotoTest.header(file)).isEqualTo(new ImageHeader(format, new PixelSize(128, 64), 6));
        try (Photo photo = PhotoTest.decoded(file)) {
            assertThat(photo.size()).isEqualTo(new PixelSize(64, 128));
            assertClose(PixelsInTest.colour(photo, 63, 0), 0x0028fa);
            assertClose(PixelsInTest.colour(photo, 0, 0), 0xc89664);
            assertThat(photo.transparency()).isEmpty();
            assertThat(photo.profile()).isEmpty();
        }
    }

    @Test
    void transparencyIsTheMask() {
        BufferedImage picture = new BufferedImage(128, 64, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 128 * 64; i++) picture.setRGB(i % 128, i / 128, 0x4dc89664);
        try (Photo photo = PhotoTest.decoded(HeifFiles.exact(picture, "avif"))) {
            assertClose(PixelsInTest.colour(photo, 9, 9), 0xc89664);
            byte[] row = new byte[128];
            photo.transparency().orElseThrow().row(9, row);
            assertThat(row[9]).isEqualTo((byte) 0x4d);
        }
    }

    @Test
    void profileStaysWithItsPixels() {
        byte[] profile = SampleProfiles.wide();
        byte[] file =
                HeifFiles.with(HeifFiles.exact(plain(0xc89664), "avif"), "colr", "prof".getBytes(ISO_8859_1), profile);
        try (Photo photo = PhotoTest.decoded(file)) {
            assertThat(photo.profile().orElseThrow().bytes().bytes()).isEqualTo(profile);
            assertClose(PixelsInTest.colour(photo, 9, 9), 0xc89664);
        }
    }

    @Test
    void greyOfItsOwnProfileBecomesSrgb() {
        BufferedImage grey = new BufferedImage(128, 64, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 128 * 64; i++) grey.getRaster().setSample(i % 128, i / 128, 0, 115);
        byte[] file = HeifFiles.with(
                HeifFiles.encoded(grey, "heic", "-L"),
                "colr",
                "prof".getBytes(ISO_8859_1),
                SampleProfiles.linearGrey());
        try (Photo photo = PhotoTest.decoded(file)) {
            assertClose(PixelsInTest.colour(photo, 9, 9), 0xb3b3b3);
            assertThat(photo.profile()).isEmpty();
        }
    }

    /** The red of sRGB is (234, 51, 35) of Display P3; its greys are the same. */
    @Test
    void numbersThatStandForOtherColoursMeanThem() {
        BufferedImage picture = plain(0xea3323);
        for (int y = 0; y < 64; y++) {
            for (int x = 64; x < 128; x++) picture.setRGB(x, y, 0x808080);
        }
        byte[] file = HeifFiles.with(HeifFiles.exact(picture, "heic"), "colr", DISPLAY_P3);
        try (Photo photo = PhotoTest.decoded(file)) {
            assertThat(photo.profile()).isPresent();
            assertClose(PixelsInTest.colour(photo, 9, 9), 0xea3323);
            Pixels seen = photo.sample(new Sampling(Sampling.Channels.RGB, photo.size(), photo.size(), Filter.AREA));
            assertThat(seen.bytes()[0] & 0xff).isCloseTo(255, within(3));
            assertThat(seen.bytes()[1] & 0xff).isLessThan(16);
            assertThat(seen.bytes()[2] & 0xff).isLessThan(16);
            assertThat(seen.bytes()[3 * 120] & 0xff).isCloseTo(128, within(2));
        }
    }

    private static BufferedImage plain(int colour) {
        BufferedImage picture = new BufferedImage(128, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 128 * 64; i++) picture.setRGB(i % 128, i / 128, colour);
        return picture;
    }

    private static void assertClose(String shown, int expected) {
        int colour = Integer.parseInt(shown, 16);
        for (int shift = 0; shift < 24; shift += 8) {
            assertThat(colour >> shift & 0xff).as(shown).isCloseTo(expected >> shift & 0xff, within(2));
        }
    }
}
