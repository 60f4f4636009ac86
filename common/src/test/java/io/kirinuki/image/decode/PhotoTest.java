package io.kirinuki.image.decode;

import static io.kirinuki.image.SampleImages.SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.SampleImages;
import io.kirinuki.image.Sampling;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.awt.Color;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

public class PhotoTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("io.kirinuki.image.probe.HeaderProbeTest#files")
    void everyFormatBecomesColour(String name, ImageFormat format, byte[] file) {
        try (Photo photo = decoded(file)) {
            assertThat(photo.size()).isEqualTo(SIZE);
            if (name.contains("grey") || name.equals("PGM")) {
                assertThat(corners(photo)).allSatisfy(c -> {
                    assertThat(c.getRed()).isCloseTo(c.getGreen(), within(1));
                    assertThat(c.getRed()).isCloseTo(c.getBlue(), within(1));
                });
            } else {
                assertColours(photo, name, Color.RED, Color.GREEN, Color.BLUE, Color.WHITE);
            }
        }
    }

    /** Corners from the top left, row by row; EXIF 2.32, section 4.6.4. */
    @ParameterizedTest
    @CsvSource({"1,RGBW", "2,GRWB", "3,WBGR", "4,BWRG", "5,RBGW", "6,BRWG", "7,WGBR", "8,GWRB"})
    void everyOrientationComesUpright(int orientation, String corners) {
        byte[] exif = SampleImages.exif(orientation, ByteOrder.LITTLE_ENDIAN);
        byte[][] files = {
            SampleImages.jpegWithExif(SampleImages.colour(".jpg"), exif),
            SampleImages.pngWithExif(SampleImages.colour(".png"), exif),
            SampleImages.webpWithExif(SampleImages.colour(".webp"), exif),
            SampleImages.tiff(orientation, 8),
            SampleImages.tiff(orientation, 16)
        };
        for (byte[] file : files) {
            try (Photo photo = decoded(file)) {
                Color[] expected =
                        corners.chars().mapToObj(c -> named((char) c)).toArray(Color[]::new);
                assertColours(photo, header(file).format() + " " + orientation, expected);
            }
        }
    }

    @Test
    void squashingAveragesAndKeepsPlainColours() {
        try (Photo photo = decoded(SampleImages.colour(".png"))) {
            assertThat(rgb(photo, new PixelSize(2, 2)))
                    .containsExactly(-1, 0, 0, 0, -1, 0, 0, 0, -1, -1, -1, -1); // red, green, blue, white
            byte[] mean = rgb(photo, new PixelSize(1, 1));
            for (byte channel : mean) assertThat(channel & 0xff).isCloseTo(128, within(1));
            byte[] wideAndFlat = rgb(photo, new PixelSize(480, 1));
            assertThat(wideAndFlat[0] & 0xff).as("red and blue averaged").isCloseTo(128, within(1));
            assertThat(wideAndFlat[1] & 0xff).isZero();
            assertThat(rgb(photo, new PixelSize(96, 64))).startsWith(-1, 0, 0);
        }
    }

    @Test
    void trailingJunkIsForgiven() {
        for (String extension : new String[] {".jpg", ".png", ".webp", ".gif", ".bmp", ".tiff", ".ppm"}) {
            byte[] file = SampleImages.colour(extension);
            decoded(Arrays.copyOf(file, file.length + 1000)).close();
        }
    }

    @Test
    void headerOfAnotherPictureIsRefused() {
        ImageHeader other = new ImageHeader(ImageFormat.JPEG, new PixelSize(10, 10), 1);
        assertThat(PhotoFile.read(SampleImages.colour(".jpg"), other))
                .isEqualTo(Outcome.failed(new Failure.Undecodable("its JPEG header says 10x10, its data holds 48x32")));
    }

    @Test
    void whatOpenCvThrowsIsFailure() {
        byte[] bomb = SampleImages.bomb(40_000, 40_000);
        assertThat(PhotoFile.read(bomb, header(bomb)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.Undecodable.class));
    }

    @Test
    void everyCutShortFileIsRefused() {
        for (String extension : new String[] {".jpg", ".png", ".webp", ".gif", ".bmp", ".tiff", ".ppm"}) {
            byte[] file = SampleImages.colour(extension);
            for (int length = 0; length < file.length; length += 1 + file.length / 150) {
                assertThat(outcome(Arrays.copyOf(file, length)))
                        .as("%s of %d cut at %d", extension, file.length, length)
                        .isInstanceOf(Outcome.Failed.class);
            }
        }
    }

    @Test
    void cutShortPhotosLargerThanAnyReadBufferAreRefused() {
        for (String extension : new String[] {".jpg", ".png"}) {
            byte[] file = SampleImages.noise(extension, new PixelSize(900, 700));
            for (int cut = 1; cut < file.length; cut += 1 + file.length / 23) {
                assertThat(outcome(Arrays.copyOf(file, file.length - cut)))
                        .as("%s without its last %d bytes", extension, cut)
                        .isInstanceOf(Outcome.Failed.class);
            }
        }
    }

    @Test
    void damagedBytesGivePhotoOrFailure() {
        long seed = new Random().nextLong();
        System.out.println("damagedBytesGivePhotoOrFailure: seed " + seed);
        Random random = new Random(seed);
        for (String extension : new String[] {".jpg", ".png", ".webp", ".gif", ".bmp", ".tiff", ".ppm"}) {
            byte[] file = SampleImages.colour(extension);
            for (int round = 0; round < 200; round++) {
                byte[] damaged = file.clone();
                int hits = 1 + random.nextInt(4);
                for (int i = 0; i < hits; i++) {
                    int reach = random.nextBoolean() ? Math.min(64, file.length) : file.length;
                    damaged[random.nextInt(reach)] = (byte) random.nextInt();
                }
                if (outcome(damaged) instanceof Outcome.Done<Photo>(Photo photo)) photo.close();
            }
        }
    }

    @Test
    void randomBytesAreNeverAPhoto() {
        long seed = new Random().nextLong();
        System.out.println("randomBytesAreNeverAPhoto: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThat(outcome(bytes)).isInstanceOf(Outcome.Failed.class);
        }
    }

    @Test
    void closingTwiceIsHarmless() {
        Photo photo = decoded(SampleImages.colour(".png"));
        photo.close();
        photo.close();
    }

    /** As the pipeline does: within the limit on pixels, decode what was probed. */
    static Outcome<Photo> outcome(byte[] file) {
        return switch (HeaderProbe.probe(file)) {
            case Outcome.Failed<ImageHeader>(Failure failure) -> Outcome.failed(failure);
            case Outcome.Done<ImageHeader>(ImageHeader header)
            when header.stored().pixels() > 10_000_000 ->
                Outcome.failed(new Failure.TooManyPixels(header.stored(), 10_000_000));
            case Outcome.Done<ImageHeader>(ImageHeader header) -> PhotoFile.read(file, header);
        };
    }

    public static Photo decoded(byte[] file) {
        return switch (PhotoFile.read(file, header(file))) {
            case Outcome.Done<Photo>(Photo photo) -> photo;
            case Outcome.Failed<Photo>(Failure failure) -> throw new AssertionError(failure);
        };
    }

    static ImageHeader header(byte[] file) {
        return switch (HeaderProbe.probe(file)) {
            case Outcome.Done<ImageHeader>(ImageHeader header) -> header;
            case Outcome.Failed<ImageHeader>(Failure failure) -> throw new AssertionError(failure);
        };
    }

    private static void assertColours(Photo photo, String which, Color... expected) {
        Color[] actual = corners(photo);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i].getRed()).as(which).isCloseTo(expected[i].getRed(), within(12));
            assertThat(actual[i].getGreen()).as(which).isCloseTo(expected[i].getGreen(), within(12));
            assertThat(actual[i].getBlue()).as(which).isCloseTo(expected[i].getBlue(), within(12));
        }
    }

    /** Five pixels inwards, away from what lossy formats do at edges. */
    private static Color[] corners(Photo photo) {
        int width = photo.size().width();
        int height = photo.size().height();
        byte[] rgb = rgb(photo, photo.size());
        int[][] places = {{5, 5}, {width - 6, 5}, {5, height - 6}, {width - 6, height - 6}};
        return Arrays.stream(places)
                .map(place -> (place[1] * width + place[0]) * 3)
                .map(at -> new Color(rgb[at] & 0xff, rgb[at + 1] & 0xff, rgb[at + 2] & 0xff))
                .toArray(Color[]::new);
    }

    private static Color named(char letter) {
        return switch (letter) {
            case 'R' -> Color.RED;
            case 'G' -> Color.GREEN;
            case 'B' -> Color.BLUE;
            default -> Color.WHITE;
        };
    }

    private static byte[] rgb(Photo photo, PixelSize size) {
        return photo.sample(new Sampling(Sampling.Channels.RGB, size, size, Filter.AREA))
                .bytes();
    }

    @Test
    void theWindowIsTheCentreOfTheScaledPicture() {
        byte[] file = FastPng.encode(new PixelSize(8, 4), Picture.Layout.GREY, (y, row) -> {
                    for (int x = 0; x < row.length; x++) row[x] = grey(8 * y + x);
                })
                .bytes();
        try (Photo photo = decoded(file)) {
            Sampling sampling =
                    new Sampling(Sampling.Channels.GREY, new PixelSize(8, 4), new PixelSize(3, 2), Filter.AREA);
            Pixels window = photo.sample(sampling);
            assertThat(window.size()).isEqualTo(new PixelSize(3, 2));
            // Five columns and two rows are left over: two to the left, one above.
            assertThat(window.bytes()).containsExactly(grey(10), grey(11), grey(12), grey(18), grey(19), grey(20));
        }
    }

    private static byte grey(int pixel) {
        return (byte) (pixel * 7);
    }
}
