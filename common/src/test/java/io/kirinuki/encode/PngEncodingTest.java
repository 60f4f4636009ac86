package io.kirinuki.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.encode.RandomPicture.Kind;
import io.kirinuki.image.Blob;
import io.kirinuki.image.IccProfile;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PngEncodingTest {
    private static final int TRIES = 400;

    @ParameterizedTest
    @EnumSource(names = {"FAST", "SMALL"})
    void whatWasWrittenIsReadBackBitForBit(PngEncoding encoding) throws FailedException {
        Random seeds = new Random();
        for (int i = 0; i < TRIES; i++) {
            RandomPicture random = RandomPicture.of(seeds.nextLong());
            Decoded shown = Decoded.shown(encoding.encode(random.picture()), random.layout());
            assertThat(shown.size()).as("%s", random).isEqualTo(random.size());
            assertThat(shown.bytes()).as("%s", random).isEqualTo(random.bytes());
        }
    }

    @Test
    void openCvReadsSmallOnesAlike() throws FailedException {
        Random seeds = new Random();
        for (int i = 0; i < TRIES; i++) {
            RandomPicture random = RandomPicture.of(seeds.nextLong());
            if (random.layout() == Layout.RGBA && random.kind() != Kind.NOISE) continue; // may lose channels
            if (random.layout() == Layout.RGB && random.kind() != Kind.NOISE) continue;
            if (random.size().pixels() < 400) continue; // so that noise is neither grey nor of few colours
            assertThat(Decoded.byOpenCv(PngEncoding.SMALL.encode(random.picture()))
                            .bytes())
                    .as("%s", random)
                    .isEqualTo(random.bytes());
        }
    }

    @Test
    void everyValueIsWidenedTo16Bits() throws FailedException {
        Random seeds = new Random();
        for (int i = 0; i < TRIES / 4; i++) {
            RandomPicture random = RandomPicture.of(seeds.nextLong());
            BufferedImage image = Decoded.image(PngEncoding.SIXTEEN_BIT.encode(random.picture()));
            assertThat(image.getColorModel().getComponentSize(0)).isEqualTo(16);
            int[] samples = image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
            assertThat(samples).hasSameSizeAs(random.bytes());
            for (int at = 0; at < samples.length; at++) {
                if (samples[at] != (random.bytes()[at] & 0xff) * 257) {
                    assertThat(samples[at]).as("%s at %d", random, at).isEqualTo((random.bytes()[at] & 0xff) * 257);
                }
            }
        }
    }

    @Test
    void oneBitIsWhiteFrom128On() throws FailedException {
        Random seeds = new Random();
        for (int i = 0; i < TRIES / 4; i++) {
            Random random = new Random(seeds.nextLong());
            PixelSize size = new PixelSize(1 + random.nextInt(70), 1 + random.nextInt(20));
            RandomPicture mask = RandomPicture.of(seeds.nextLong(), size, Layout.GREY, Kind.NOISE);
            BufferedImage image = Decoded.image(PngEncoding.ONE_BIT.encode(mask.picture()));
            assertThat(image.getColorModel().getPixelSize()).isEqualTo(1);
            for (int at = 0; at < mask.bytes().length; at++) {
                int white = image.getRGB(at % size.width(), at / size.width()) & 1;
                assertThat(white).as("%s at %d", mask, at).isEqualTo(mask.bytes()[at] < 0 ? 1 : 0);
            }
        }
    }

    @Test
    void oneBitOfColoursIsRefused() {
        Picture colours =
                RandomPicture.of(1, new PixelSize(3, 3), Layout.RGB, Kind.NOISE).picture();
        assertThatThrownBy(() -> PngEncoding.ONE_BIT.encode(colours))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("mask");
    }

    /** Colour type and bits a sample, bytes 25 and 24 of the file. */
    @ParameterizedTest(name = "{0} of {1} becomes colour type {2} of {3} bits")
    @CsvSource({
        "GREY, TWO_LEVELS, 0, 1",
        "GREY, FOUR_LEVELS, 0, 2",
        "GREY, SIXTEEN_LEVELS, 0, 4",
        "GREY, GREY_COLOURS, 0, 8",
        "RGB, TWO_LEVELS, 0, 1",
        "RGB, GREY_COLOURS, 0, 8",
        "RGB, PLAIN, 3, 1",
        "RGB, NOISE, 2, 8",
        "RGBA, OPAQUE, 2, 8",
        "RGBA, GREY_COLOURS, 4, 8",
        "RGBA, FOUR_LEVELS, 3, 2",
        "RGBA, NOISE, 6, 8"
    })
    void smallTakesTheFewestBits(Layout layout, Kind kind, int type, int bits) throws FailedException {
        byte[] png = PngEncoding.SMALL
                .encode(RandomPicture.of(5, new PixelSize(64, 48), layout, kind).picture())
                .bytes();
        assertThat(png[25]).as("colour type").isEqualTo((byte) type);
        assertThat(png[24]).as("bits").isEqualTo((byte) bits);
    }

    @ParameterizedTest
    @EnumSource
    void smallIsNeverLargerThanFast(Kind kind) throws FailedException {
        for (Layout layout : Layout.values()) {
            Picture picture =
                    RandomPicture.of(2, new PixelSize(400, 300), layout, kind).picture();
            assertThat(PngEncoding.SMALL.encode(picture).length())
                    .as("%s", layout)
                    .isLessThanOrEqualTo(PngEncoding.FAST.encode(picture).length());
        }
    }

    @Test
    void smallIsAFractionWhereColoursAreFew() throws FailedException {
        Picture picture = RandomPicture.of(2, new PixelSize(400, 300), Layout.RGBA, Kind.FEW_COLOURS)
                .picture();
        long fast = PngEncoding.FAST.encode(picture).length();
        assertThat(PngEncoding.SMALL.encode(picture).length()).isLessThan(fast * 2 / 5);
    }

    @Test
    void profileIsKeptAndKeepsThePictureInColour() throws FailedException {
        byte[] icc = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        Picture grey = RandomPicture.of(5, new PixelSize(64, 48), Layout.RGB, Kind.GREY_COLOURS)
                .picture();
        Blob png = PngEncoding.SMALL.encode(
                new Picture(grey.size(), grey.layout(), grey.rows(), Optional.of(new IccProfile(Blob.of(icc)))));
        assertThat(png.bytes()[25]).as("colour type palette").isEqualTo((byte) 3);
        assertThat(new String(png.bytes(), 37, 4, StandardCharsets.US_ASCII)).isEqualTo("iCCP");
    }
}
