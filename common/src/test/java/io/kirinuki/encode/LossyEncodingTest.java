package io.kirinuki.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMAGE_METADATA_ICCP;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecodeWithMetadata;

import io.kirinuki.encode.RandomPicture.Kind;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Colour;
import io.kirinuki.image.IccProfile;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JPEG, WebP and the ZIP. */
class LossyEncodingTest {
    private static final int TRIES = 100;

    @Test
    void losslessWebpIsReadBackBitForBitWhereAnythingShows() throws FailedException {
        Random seeds = new Random();
        for (int i = 0; i < TRIES; i++) {
            RandomPicture random = RandomPicture.of(seeds.nextLong());
            Decoded decoded = Decoded.byOpenCv(WebpEncoding.lossless().encode(random.picture()));
            assertThat(decoded.size()).as("%s", random).isEqualTo(random.size());
            for (int pixel = 0; pixel < random.size().pixels(); pixel++) {
                int[] expected = shown(random.bytes(), pixel, random.layout().channels());
                int[] found = shown(decoded.bytes(), pixel, decoded.channels());
                if (!Arrays.equals(found, expected)) {
                    assertThat(found).as("%s at %d", random, pixel).isEqualTo(expected);
                }
            }
        }
    }

    /** Red, green, blue, alpha; all 0 where alpha is. */
    private static int[] shown(byte[] bytes, int pixel, int channels) {
        int at = pixel * channels;
        int alpha = channels == 4 ? bytes[at + 3] & 0xff : 255;
        if (alpha == 0) return new int[4];
        int next = channels == 1 ? 0 : 1;
        return new int[] {bytes[at] & 0xff, bytes[at + next] & 0xff, bytes[at + 2 * next] & 0xff, alpha};
    }

    @ParameterizedTest
    @ValueSource(ints = {75, 90, 100})
    void jpegStaysNearThePicture(int quality) throws FailedException {
        for (Layout layout : List.of(Layout.GREY, Layout.RGB)) {
            RandomPicture smooth = RandomPicture.of(3, new PixelSize(101, 67), layout, Kind.GRADIENT);
            Decoded decoded = Decoded.shown(new JpegEncoding(quality).encode(smooth.picture()), layout);
            assertThat(decibels(smooth.bytes(), decoded.bytes()))
                    .as("%s at quality %d", layout, quality)
                    .isGreaterThan(quality == 75 ? 24 : quality == 90 ? 28 : 40);
        }
    }

    @Test
    void lossyWebpStaysNearThePictureAndKeepsAlpha() throws FailedException {
        RandomPicture smooth = RandomPicture.of(3, new PixelSize(101, 67), Layout.RGBA, Kind.GRADIENT);
        Decoded decoded = Decoded.byOpenCv(WebpEncoding.lossy(90).encode(smooth.picture()));
        for (int at = 3; at < smooth.bytes().length; at += 4) {
            assertThat(decoded.bytes()[at]).isEqualTo(smooth.bytes()[at]);
        }
    }

    /** Peak signal to noise ratio: 10 log10(255² / mean square error). */
    private static double decibels(byte[] expected, byte[] found) {
        assertThat(found).hasSameSizeAs(expected);
        double squares = 0;
        for (int i = 0; i < expected.length; i++) {
            double error = (expected[i] & 0xff) - (found[i] & 0xff);
            squares += error * error;
        }
        return 10 * Math.log10(255 * 255 * expected.length / squares);
    }

    @Test
    void jpegOfOnePixelAndOfOneRow() throws FailedException {
        for (PixelSize size : List.of(new PixelSize(1, 1), new PixelSize(1, 300), new PixelSize(300, 1))) {
            Picture plain = RandomPicture.of(4, size, Layout.RGB, Kind.PLAIN).picture();
            Decoded decoded = Decoded.shown(new JpegEncoding(95).encode(plain), Layout.RGB);
            assertThat(decoded.size()).isEqualTo(size);
            byte[] expected = OpaqueTest.bytes(plain);
            for (int i = 0; i < expected.length; i++) {
                assertThat(decoded.bytes()[i] & 0xff).isCloseTo(expected[i] & 0xff, within(3));
            }
        }
    }

    @Test
    void jpegOfTransparentPicturesNeedsABackground() throws FailedException {
        Picture nothing = OpaqueTest.rgba(16, new int[256]);
        assertThatThrownBy(() -> new JpegEncoding(90).encode(nothing))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("background");
        BufferedImage white =
                Decoded.image(new JpegEncoding(90).encode(Opaque.over(nothing, new Colour(255, 255, 255))));
        assertThat(white.getRGB(8, 8)).isEqualTo(0xffffffff);
    }

    @Test
    void sidesTooLongForAFormatAreRefused() {
        Picture long16384 = plain(new PixelSize(16_384, 1));
        Picture long65501 = plain(new PixelSize(1, 65_501));
        assertThatThrownBy(() -> WebpEncoding.lossy(80).encode(long16384))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("16383");
        assertThatThrownBy(() -> new JpegEncoding(80).encode(long65501))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("65500");
    }

    @Test
    void sidesJustShortEnoughAreTaken() throws FailedException {
        Picture webp = plain(new PixelSize(WebpEncoding.LONGEST_SIDE, 1));
        assertThat(Decoded.byOpenCv(WebpEncoding.lossy(80).encode(webp)).size()).isEqualTo(webp.size());
        Picture jpeg = plain(new PixelSize(1, JpegEncoding.LONGEST_SIDE));
        assertThat(Decoded.image(new JpegEncoding(80).encode(jpeg)).getHeight()).isEqualTo(65_500);
    }

    private static Picture plain(PixelSize size) {
        return new Picture(size, Layout.RGB, (y, row) -> {});
    }

    @Test
    void profilesAreKept() throws FailedException, IOException {
        for (int length : new int[] {560, 561, 65_519, 65_520, 200_001}) {
            byte[] icc = profile(length);
            for (Layout layout : List.of(Layout.RGB, Layout.RGBA)) {
                RandomPicture noise = RandomPicture.of(1, new PixelSize(20, 10), layout, Kind.NOISE);
                Picture picture = new Picture(
                        noise.size(), layout, noise.picture().rows(), Optional.of(new IccProfile(Blob.of(icc))));
                for (Encoding encoding :
                        List.of(new JpegEncoding(90), WebpEncoding.lossy(90), WebpEncoding.lossless())) {
                    if (encoding instanceof JpegEncoding && layout == Layout.RGBA) continue;
                    Blob file = encoding.encode(picture);
                    assertThat(profileByOpenCv(file))
                            .as("%s, %d", encoding, length)
                            .isEqualTo(icc);
                    assertThat(Decoded.byOpenCv(file).bytes())
                            .as("pixels of %s", encoding)
                            .isEqualTo(Decoded.byOpenCv(encoding.encode(noise.picture()))
                                    .bytes());
                }
            }
        }
    }

    /** A true header and noise behind it. */
    private static byte[] profile(int length) {
        byte[] icc = new byte[length];
        new Random(9).nextBytes(icc);
        byte[] linear = ICC_Profile.getInstance(ICC_ColorSpace.CS_LINEAR_RGB).getData();
        System.arraycopy(linear, 0, icc, 0, 128);
        return icc;
    }

    private static byte[] profileByOpenCv(Blob file) {
        byte[] encoded = file.bytes();
        try (PointerScope scope = new PointerScope()) {
            IntPointer types = new IntPointer();
            MatVector metadata = new MatVector();
            imdecodeWithMetadata(
                    new Mat(1, encoded.length, CV_8UC1, new BytePointer(encoded)), types, metadata, IMREAD_UNCHANGED);
            List<byte[]> found = new ArrayList<>();
            for (long i = 0; i < metadata.size(); i++) {
                if (types.get(i) != IMAGE_METADATA_ICCP) continue;
                byte[] bytes = new byte[Math.toIntExact(metadata.get(i).total())];
                metadata.get(i).data().get(bytes);
                found.add(bytes);
            }
            assertThat(found).hasSize(1);
            return found.getFirst();
        }
    }

    @Test
    void zipHoldsColourAndAlpha() throws FailedException, IOException {
        RandomPicture noise = RandomPicture.of(1, new PixelSize(20, 10), Layout.RGBA, Kind.NOISE);
        Blob zip = new ZipEncoding(100).encode(noise.picture());
        assertThat(new ZipEncoding(100).encode(noise.picture()).sha256()).isEqualTo(zip.sha256());
        try (ZipInputStream in = new ZipInputStream(zip.open())) {
            ZipEntry colour = in.getNextEntry();
            assertThat(colour.getName()).isEqualTo("color.jpg");
            BufferedImage jpeg = ImageIO.read(new ByteArrayInputStream(in.readAllBytes()));
            assertThat(jpeg.getWidth()).isEqualTo(20);
            assertThat(in.getNextEntry().getName()).isEqualTo("alpha.png");
            BufferedImage alpha = ImageIO.read(new ByteArrayInputStream(in.readAllBytes()));
            for (int pixel = 0; pixel < 200; pixel++) {
                assertThat((byte) alpha.getRaster().getSample(pixel % 20, pixel / 20, 0))
                        .isEqualTo(noise.bytes()[4 * pixel + 3]);
            }
            assertThat(in.getNextEntry()).isNull();
        }
    }

    @Test
    void zipOfOpaquePicturesIsRefused() {
        assertThatThrownBy(() -> new ZipEncoding(90).encode(plain(new PixelSize(2, 2))))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("alpha");
    }
}
