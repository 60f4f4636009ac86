package io.kirinuki.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.SampleImages;
import io.kirinuki.image.Sampling;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    private static final List<String> COLOURS = List.of("c89664", "0ac83c", "0028fa", "ffffff");
    private static final List<Integer> ALPHAS = List.of(128, 255, 0, 77);
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
    void multipliedColoursAreDividedByTheirAlpha() {
        try (Photo photo = PhotoTest.decoded(file("multiplied.tiff"))) {
            // 100 of 128 and so on: what one byte can tell of them; nothing is left where alpha is 0.
            assertThat(quarters(photo)).containsExactly("c79564", "0ac83c", "000000", "ffffff");
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "floating.tiff | a TIFF of 32-bit samples",
                "signed.tiff | a TIFF of samples of format 2; unsigned whole numbers are read",
                "five-inks.tiff | a TIFF of 5 inks; 4 are read",
                "deep-straight-planes.tiff | a TIFF of 16-bit samples of inks or with alpha in separate planes"
            })
    void whatIsNotReadOfTiffIsNamed(String name, String what) {
        assertThat(failure(file(name))).isEqualTo(new Failure.Unsupported(what));
    }

    @Test
    void unknownCompressionIsNamed() {
        assertThat(failure(file("zstd.tiff")).message()).contains("compression 50000, Zstandard");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "strips.tiff",
                "tiles.tiff",
                "planes.tiff",
                "big-endian.tiff",
                "deep.tiff",
                "straight.tiff",
                "straight-strips.tiff",
                "straight-planes.tiff",
                "deep-straight.tiff"
            })
    void everyKindOfTiffComesUpright(String name) {
        int[][] places = {
            {0, 1, 2, 3},
            {1, 0, 3, 2},
            {3, 2, 1, 0},
            {2, 3, 0, 1},
            {0, 2, 1, 3},
            {2, 0, 3, 1},
            {3, 1, 2, 0},
            {1, 3, 0, 2}
        };
        for (int orientation = 1; orientation <= 8; orientation++) {
            byte[] file = turned(file(name), orientation);
            try (Photo photo = PhotoTest.decoded(file)) {
                boolean swapped = orientation >= 5;
                assertThat(photo.size()).isEqualTo(swapped ? new PixelSize(16, 24) : new PixelSize(24, 16));
                int[] order = places[orientation - 1];
                assertThat(quarters(photo))
                        .as("%s %d", name, orientation)
                        .isEqualTo(Arrays.stream(order).mapToObj(COLOURS::get).toList());
                if (photo.transparency().isPresent()) {
                    assertThat(alphas(photo))
                            .isEqualTo(
                                    Arrays.stream(order).mapToObj(ALPHAS::get).toList());
                }
            }
        }
    }

    @Test
    void largestValueOfPnmIsWhite() {
        byte[] binary = "P6 2 1 100\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] file = Arrays.copyOf(binary, binary.length + 6);
        System.arraycopy(new byte[] {100, 50, 0, 100, 100, 100}, 0, file, binary.length, 6);
        try (Photo photo = PhotoTest.decoded(file)) {
            assertThat(colour(photo, 0, 0)).isEqualTo("ff8000");
            assertThat(colour(photo, 1, 0)).isEqualTo("ffffff");
        }
        byte[] digits = "P3 2 1 100 100 50 0 100 100 100 ".getBytes(StandardCharsets.ISO_8859_1);
        try (Photo photo = PhotoTest.decoded(digits)) {
            assertThat(colour(photo, 0, 0)).isEqualTo("ff7f00");
            assertThat(colour(photo, 1, 0)).isEqualTo("ffffff");
        }
        byte[] text = "P2 2 1 1000 1000 500 ".getBytes(StandardCharsets.ISO_8859_1);
        try (Photo photo = PhotoTest.decoded(text)) {
            assertThat(colour(photo, 0, 0)).isEqualTo("ffffff");
            assertThat(colour(photo, 1, 0)).isEqualTo("808080");
        }
    }

    /** TIFF 6.0 lets readers expect whole numbers as BYTE, SHORT or LONG. */
    @ParameterizedTest
    @ValueSource(
            strings = {"strips.tiff", "straight.tiff", "inks.tiff", "deep.tiff", "deep-straight.tiff", "big-endian.tiff"
            })
    void tagsOfTiffMayBeOfAnyWholeNumbers(String name) {
        for (int type : new int[] {1, 4}) {
            byte[] file = withTagsOf(type, turned(file(name), 6));
            try (Photo expected = PhotoTest.decoded(turned(file(name), 6));
                    Photo photo = PhotoTest.decoded(file)) {
                assertThat(photo.size()).isEqualTo(new PixelSize(16, 24));
                assertThat(quarters(photo)).as("%s, type %d", name, type).isEqualTo(quarters(expected));
                assertThat(photo.transparency().isPresent())
                        .isEqualTo(expected.transparency().isPresent());
            }
        }
    }

    /** Compression, kind of colour, orientation, planes and meaning of the fourth channel. */
    private static byte[] withTagsOf(int type, byte[] tiff) {
        ByteOrder order = tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer file = ByteBuffer.wrap(tiff).order(order);
        int directory = file.getInt(4);
        for (int i = 0; i < file.getShort(directory); i++) {
            int entry = directory + 2 + 12 * i;
            boolean wanted = List.of(259, 262, 274, 277, 284, 338).contains((int) file.getShort(entry));
            if (!wanted || file.getShort(entry + 2) != 3) continue;
            short value = file.getShort(entry + 8);
            file.putShort(entry + 2, (short) type).putInt(entry + 8, 0);
            if (type == 4) file.putInt(entry + 8, value);
            else file.put(entry + 8, (byte) value);
        }
        return tiff;
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

    /** From the bottom: a run and pixels one by one, a move, a run that ends at the edge. */
    @ParameterizedTest
    @CsvSource({
        "1, 8, 0201000302010000000000020200010200000301010200000001",
        "2, 4, 021100032100000000020200012000000311012000000001"
    })
    void bmpPackedInRunsIsUnpacked(int packing, short bits, String runs) {
        try (Photo photo = PhotoTest.decoded(SampleImages.bmpOfRuns(packing, bits, runs))) {
            List<String> rows = new ArrayList<>();
            for (int y = 0; y < 3; y++) {
                StringBuilder row = new StringBuilder();
                for (int x = 0; x < 5; x++)
                    row.append("rgb".charAt(colour(photo, x, y).indexOf("ff") / 2));
                rows.add(row.toString());
            }
            assertThat(rows).containsExactly("gggbr", "rrbrr", "ggbgr");
        }
    }

    @Test
    void orientationOfPngMayBeginAsThatOfJpeg() {
        byte[] exif = SampleImages.exif(6, ByteOrder.LITTLE_ENDIAN);
        byte[] prefix = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
        byte[] file = SampleImages.pngWithExif(file("straight.png"), SampleImages.spliced(exif, 0, prefix));
        assertThat(PhotoTest.header(file).orientation()).isEqualTo(6);
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

    /** The file with another number in its orientation, which is written as 1. */
    private static byte[] turned(byte[] tiff, int orientation) {
        boolean little = tiff[0] == 'I';
        byte[] entry =
                little ? new byte[] {0x12, 1, 3, 0, 1, 0, 0, 0, 1, 0} : new byte[] {1, 0x12, 0, 3, 0, 0, 0, 1, 0, 1};
        for (int at = 0; at < tiff.length - entry.length; at++) {
            if (Arrays.equals(tiff, at, at + entry.length, entry, 0, entry.length)) {
                tiff[at + (little ? 8 : 9)] = (byte) orientation;
                return tiff;
            }
        }
        throw new AssertionError("no orientation");
    }

    private static Failure failure(byte[] file) {
        return switch (PhotoFile.read(file, PhotoTest.header(file))) {
            case Outcome.Done<Photo>(Photo photo) -> throw new AssertionError(photo.size());
            case Outcome.Failed<Photo>(Failure failure) -> failure;
        };
    }

    public static byte[] file(String name) {
        try (var in = PixelsInTest.class.getResourceAsStream("files/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the middle of each quarter, row by row. */
    private static List<String> quarters(Photo photo) {
        return Arrays.stream(QUARTERS)
                .map(place -> turned(photo, place))
                .map(place -> colour(photo, place[0], place[1]))
                .toList();
    }

    private static List<Integer> alphas(Photo photo) {
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
