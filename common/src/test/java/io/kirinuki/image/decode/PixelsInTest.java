package io.kirinuki.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.SampleImages;
import io.kirinuki.image.Sampling;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.outcome.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other people's writers, see {@code files.py}: 24x16, four plain quarters. */
public class PixelsInTest {
    static final List<String> COLOURS = List.of("c89664", "0ac83c", "0028fa", "ffffff");
    static final List<Integer> ALPHAS = List.of(128, 255, 0, 77);
    private static final int[][] QUARTERS = {{6, 4}, {18, 4}, {6, 12}, {18, 12}};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "strips.tiff",
                "tiles.tiff",
                "planes.tiff",
                "deflate.tiff",
                "big-endian.tiff",
                "deep.tiff",
                "deep-planes.tiff",
                "pages.tiff",
                "deep.png",
                "palette.png",
                "frames.gif"
            })
    void coloursAreAsStored(String name) {
        try (Photo photo = PhotoTest.decoded(file(name))) {
            assertThat(quarters(photo)).isEqualTo(COLOURS);
            assertThat(photo.transparency()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deep.png", "deep.tiff", "deep-planes.tiff"})
    void sixteenBitsAreRounded(String name) {
        try (Photo photo = PhotoTest.decoded(file(name))) {
            assertThat(colour(photo, 0, 0)).as("32896, 65535, 33023").isEqualTo("80ff80");
            assertThat(colour(photo, 1, 0)).as("255, 383, 129").isEqualTo("010101");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "grey.tiff, c80a00ff",
        "grey-of-paper.tiff, c80a00ff",
        "deep-grey-of-paper.tiff, c80a00ff",
        "deep-grey.png, c80a00ff",
        "grey-straight.png, c80a00ff",
        "one-grey-out.png, c80a00ff",
        "bits.tiff, ff0000ff",
        "bits.png, ff0000ff"
    })
    void greyBecomesColour(String name, String greys) {
        try (Photo photo = PhotoTest.decoded(file(name))) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < greys.length(); i += 2)
                expected.add(greys.substring(i, i + 2).repeat(3));
            assertThat(quarters(photo)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "straight.png",
                "straight.webp",
                "straight.tiff",
                "straight-planes.tiff",
                "straight-strips.tiff",
                "deep-straight.png",
                "deep-straight.tiff",
                "deep-straight-planes.tiff",
                "palette-straight.png",
                "frames.png"
            })
    void transparencyIsKeptBesideTheStoredColours(String name) {
        try (Photo photo = PhotoTest.decoded(file(name))) {
            assertThat(quarters(photo)).isEqualTo(COLOURS);
            assertThat(alphas(photo)).isEqualTo(ALPHAS);
        }
    }

    @Test
    void greyAndGreyThatIsLeftOutHaveTransparency() {
        try (Photo photo = PhotoTest.decoded(file("grey-straight.png"))) {
            assertThat(alphas(photo)).isEqualTo(ALPHAS);
        }
        try (Photo photo = PhotoTest.decoded(file("one-grey-out.png"))) {
            assertThat(alphas(photo)).containsExactly(0, 255, 255, 255);
        }
    }

    @Test
    void firstFrameOfAnAnimationIsTaken() {
        try (Photo photo = PhotoTest.decoded(file("frames.webp"))) {
            assertThat(quarters(photo)).startsWith("c89664", "0ac83c").endsWith("ffffff");
            assertThat(alphas(photo)).isEqualTo(ALPHAS);
        }
    }

    @Test
    void frameSmallerThanTheScreenStandsInItsPlace() {
        try (Photo photo = PhotoTest.decoded(file("part.gif"))) {
            assertThat(photo.size()).isEqualTo(new PixelSize(24, 16));
            Mask shown = photo.transparency().orElseThrow();
            byte[] row = new byte[24];
            for (int y = 0; y < 16; y++) {
                shown.row(y, row);
                byte[] expected = new byte[24];
                if (y >= 4 && y < 12) Arrays.fill(expected, 10, 14, (byte) 255);
                assertThat(row).as("row %d", y).isEqualTo(expected);
            }
            assertThat(colour(photo, 10, 4)).isEqualTo("c89664");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inks-adobe.jpg",
                "inks-ycck.jpg",
                "inks-plain.jpg",
                "inks.tiff",
                "inks-tiles.tiff",
                "inks-planes.tiff",
                "deep-inks.tiff"
            })
    void inksWithoutProfileGoByThePlainFormula(String name) {
        try (Photo photo = PhotoTest.decoded(file(name))) {
            // Cyan; magenta with black 100; 225/255, 195/255 and 165/255 of 235; paper.
            int[][] expected = {{0, 255, 255}, {155, 0, 155}, {207, 180, 152}, {255, 255, 255}};
            for (int i = 0; i < 4; i++) {
                int[] actual = parts(photo, QUARTERS[i][0], QUARTERS[i][1]);
                for (int c = 0; c < 3; c++) {
                    assertThat(actual[c]).as("%s, quarter %d", name, i).isCloseTo(expected[i][c], within(2));
                }
            }
            assertThat(photo.profile()).isEmpty();
        }
    }

    @Test
    void inkedJpegCutShortIsRefused() {
        for (String name : List.of("inks-adobe.jpg", "inks-ycck.jpg", "inks-plain.jpg")) {
            byte[] file = file(name);
            for (int length = 0; length < file.length - 2; length += 5) {
                assertThat(PhotoTest.outcome(Arrays.copyOf(file, length)))
                        .as("%s cut at %d of %d", name, length, file.length)
                        .isInstanceOf(Outcome.Failed.class);
            }
        }
    }

    @Test
    void defaultImageOfAnAnimatedPngIsTaken() {
        byte[] still = file("deep-straight.png");
        int data = new String(still, StandardCharsets.ISO_8859_1).indexOf("IDAT") - 4;
        byte[] control =
                SampleImages.chunk("acTL", ByteBuffer.allocate(8).putInt(2).array());
        byte[] frame = SampleImages.chunk(
                "fcTL", ByteBuffer.allocate(26).putInt(0).putInt(24).putInt(16).array());
        byte[] other = ByteBuffer.allocate(4 + still.length - data)
                .put(still, data + 8, still.length - data - 24)
                .array();
        byte[] animated = SampleImages.spliced(still, still.length - 12, SampleImages.chunk("fdAT", other));
        animated = SampleImages.spliced(animated, still.length - 12, frame);
        try (Photo photo = PhotoTest.decoded(SampleImages.spliced(animated, data, control))) {
            assertThat(quarters(photo)).isEqualTo(COLOURS);
            assertThat(alphas(photo)).isEqualTo(ALPHAS);
        }
    }

    @Test
    void orientationOfPngMayBeginAsThatOfJpeg() {
        byte[] exif = SampleImages.exif(6, ByteOrder.LITTLE_ENDIAN);
        byte[] prefix = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
        byte[] file = SampleImages.pngWithExif(file("straight.png"), SampleImages.spliced(exif, 0, prefix));
        assertThat(PhotoTest.header(file).orientation()).isEqualTo(6);
    }

    /** Of one pixel, without loss: 30 bytes, and OpenCV asks for 32. */
    @Test
    void tiniestWebpIsRead() {
        // Each code is of one symbol: green 200, red 1, blue 0, alpha 255, no distance.
        BigInteger bits = BigInteger.ZERO;
        int at = 28 + 4 + 3;
        int[][] codes = {{200, 8}, {1, 1}, {0, 1}, {255, 8}, {0, 1}};
        for (int[] code : codes) {
            int one = 1 | (code[1] == 8 ? 4 : 0) | code[0] << 3;
            bits = bits.or(BigInteger.valueOf(one).shiftLeft(at));
            at += 3 + code[1];
        }
        ByteBuffer file = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(22);
        file.put("WEBPVP8L".getBytes(StandardCharsets.ISO_8859_1)).putInt(10).put((byte) 0x2f);
        byte[] big = bits.toByteArray();
        for (int i = 0; i < big.length; i++) file.put(21 + i, big[big.length - 1 - i]);
        try (Photo photo = PhotoTest.decoded(file.array())) {
            assertThat(photo.size()).isEqualTo(new PixelSize(1, 1));
            assertThat(colour(photo, 0, 0)).isEqualTo("01c800");
        }
    }

    @Test
    void networksSeeTransparentPhotosOnWhite() {
        try (Photo photo = PhotoTest.decoded(file("straight.png"))) {
            Sampling same = new Sampling(Sampling.Channels.RGB, photo.size(), photo.size(), Filter.AREA);
            byte[] rgb = photo.sample(same).bytes();
            // 128/255 of (200, 150, 100) on white; green as it is; hidden blue is white; white.
            assertThat(Arrays.copyOfRange(rgb, 0, 3)).containsExactly((byte) 227, (byte) 202, (byte) 177);
            assertThat(Arrays.copyOfRange(rgb, 69, 72)).containsExactly(10, (byte) 200, 60);
            assertThat(Arrays.copyOfRange(rgb, 15 * 72, 15 * 72 + 3)).containsExactly(-1, -1, -1);
        }
    }

    public static byte[] file(String name) {
        try (var in = PixelsInTest.class.getResourceAsStream("files/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the middle of each quarter, row by row. */
    static List<String> quarters(Photo photo) {
        return Arrays.stream(QUARTERS)
                .map(place -> turned(photo, place))
                .map(place -> colour(photo, place[0], place[1]))
                .toList();
    }

    static List<Integer> alphas(Photo photo) {
        Mask shown = photo.transparency().orElseThrow();
        byte[] row = new byte[photo.size().width()];
        return Arrays.stream(QUARTERS)
                .map(place -> turned(photo, place))
                .map(place -> {
                    shown.row(place[1], row);
                    return row[place[0]] & 0xff;
                })
                .toList();
    }

    private static int[] turned(Photo photo, int[] place) {
        PixelSize size = photo.size();
        return new int[] {place[0] * size.width() / 24, place[1] * size.height() / 16};
    }

    public static String colour(Photo photo, int x, int y) {
        int[] rgb = parts(photo, x, y);
        return "%02x%02x%02x".formatted(rgb[0], rgb[1], rgb[2]);
    }

    private static int[] parts(Photo photo, int x, int y) {
        byte[] row = new byte[photo.size().width() * 3];
        photo.row(y, row);
        return new int[] {row[3 * x + 2] & 0xff, row[3 * x + 1] & 0xff, row[3 * x] & 0xff};
    }
}
