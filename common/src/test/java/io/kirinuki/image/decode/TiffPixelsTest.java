package io.kirinuki.image.decode;

import static io.kirinuki.image.decode.PixelsInTest.ALPHAS;
import static io.kirinuki.image.decode.PixelsInTest.COLOURS;
import static io.kirinuki.image.decode.PixelsInTest.alphas;
import static io.kirinuki.image.decode.PixelsInTest.colour;
import static io.kirinuki.image.decode.PixelsInTest.file;
import static io.kirinuki.image.decode.PixelsInTest.quarters;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TIFFs: those of other people's writers, and kinds that hardly any writer makes any more, put together by hand. */
class TiffPixelsTest {
    /** Steps of grey, lighter by one to the right and from row to row; under a palette as red as they would be light. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 1, 1",
        "1, 1, 2, 1",
        "2, 0, 1, 1",
        "2, 1, 1, 1",
        "2, 1, 2, 1",
        "2, 3, 1, 1",
        "2, 1, 1, 8",
        "2, 0, 1, 32773",
        "4, 0, 1, 1",
        "4, 1, 1, 1",
        "4, 1, 2, 1",
        "4, 0, 2, 1",
        "4, 1, 1, 8",
        "4, 1, 1, 32773",
        "4, 3, 1, 1"
    })
    void samplesOfLessThanAByteAreRead(int bits, int photometric, int fillOrder, int compression) {
        PixelSize size = new PixelSize(19, 5);
        for (ByteOrder order : List.of(LITTLE_ENDIAN, BIG_ENDIAN)) {
            TiffOf tiff =
                    new TiffOf(order, size).tag(258, bits).tag(259, compression).tag(262, photometric);
            tiff.tag(266, fillOrder).tag(277, 1).tag(278, 2);
            if (photometric == 3) tiff.tag(320, palette(bits));
            for (int y = 0; y < size.height(); y += 2) {
                byte[] strip = steps(size.width(), y, Math.min(2, size.height() - y), bits);
                for (int i = 0; fillOrder == 2 && i < strip.length; i++) {
                    strip[i] = (byte) (Integer.reverse(strip[i]) >>> 24);
                }
                tiff.piece(TiffOf.packed(strip, compression));
            }
            int most = (1 << bits) - 1;
            assertPixels(tiff.strips(), size, (x, y) -> {
                int step = (x + y) & most;
                String light = "%02x".formatted((photometric == 0 ? most - step : step) * 255 / most);
                return photometric == 3 ? light + "0000" : light.repeat(3);
            });
        }
    }

    private static byte[] steps(int width, int top, int rows, int bits) {
        int stride = (width * bits + 7) / 8;
        byte[] packed = new byte[stride * rows];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < width; x++) {
                int step = (x + top + y) & ((1 << bits) - 1);
                packed[y * stride + x * bits / 8] |= (byte) (step << (8 - bits - x * bits % 8));
            }
        }
        return packed;
    }

    private static int[] palette(int bits) {
        int colours = 1 << bits;
        int[] map = new int[3 * colours];
        for (int i = 0; i < colours; i++) map[i] = 0xffff * i / (colours - 1);
        return map;
    }

    /** OpenCV takes from libtiff no tiles whose bytes are not a multiple of 1,024: of 16x16 all but colours with alpha. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 0, 1", "8, 1, 1", "8, 0, 1", "8, 2, 3", "16, 1, 1", "16, 0, 1", "8, 2, 4"})
    void tilesOfAnyLengthAreRead(int bits, int photometric, int samples) {
        PixelSize size = new PixelSize(21, 18);
        TiffOf tiff = new TiffOf(BIG_ENDIAN, size)
                .tag(262, photometric)
                .tag(277, samples)
                .tag(322, 16)
                .tag(323, 16);
        tiff.tag(258, IntStream.generate(() -> bits).limit(samples).toArray());
        if (samples == 4) tiff.tag(338, 2);
        for (int tile = 0; tile < 4; tile++) tiff.piece(tile(tile % 2 * 16, tile / 2 * 16, bits, samples));
        assertPixels(tiff.tiles(), size, (x, y) -> {
            if (bits == 1) return ((x + y) % 2 == 1) == (photometric == 1) ? "ffffff" : "000000";
            int light = photometric == 0 ? 255 - 8 * x : 8 * x;
            return samples == 1
                    ? "%02x".formatted(light).repeat(3)
                    : "%02x%02x%02x".formatted(light, light + 1, light + 2);
        });
        byte[] cut = Arrays.copyOf(tiff.tiles(), tiff.tiles().length - 1);
        assertThat(failure(cut)).isInstanceOf(Failure.Undecodable.class);
    }

    @ParameterizedTest
    @CsvSource({"48, 48, 8", "32, 16, 8", "16, 80, 16", "64, 64, 8"})
    void tilesOfAnyShapeAreRead(int width, int height, int bits) {
        PixelSize size = new PixelSize(width + 5, height + 3);
        TiffOf tiff = new TiffOf(LITTLE_ENDIAN, size)
                .tag(262, 2)
                .tag(277, 3)
                .tag(322, width)
                .tag(323, height)
                .tag(258, bits, bits, bits);
        for (int tile = 0; tile < 4; tile++) {
            ByteBuffer piece =
                    ByteBuffer.allocate(width * height * 3 * bits / 8).order(LITTLE_ENDIAN);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    for (int light : lights(tile % 2 * width + x, tile / 2 * height + y)) {
                        if (bits == 16) piece.putShort((short) (light * 257));
                        else piece.put((byte) light);
                    }
                }
            }
            tiff.piece(piece.array());
        }
        assertPixels(tiff.tiles(), size, (x, y) -> {
            int[] lights = lights(x, y);
            return "%02x%02x%02x".formatted(lights[0], lights[1], lights[2]);
        });
    }

    private static int[] lights(int x, int y) {
        return new int[] {(3 * x + y) & 0xff, (x + 5 * y) & 0xff, (7 * x) & 0xff};
    }

    private static byte[] tile(int left, int top, int bits, int samples) {
        if (bits == 1) return steps(16, left + top, 16, 1);
        ByteBuffer tile = ByteBuffer.allocate(16 * 16 * samples * bits / 8);
        for (int i = 0; i < 256; i++) {
            for (int sample = 0; sample < samples; sample++) {
                int light = sample == 3 ? 255 : 8 * (left + i % 16) + sample;
                if (bits == 16) tile.putShort((short) (light * 257));
                else tile.put((byte) light);
            }
        }
        return tile.array();
    }

    /** White, grey of nearly half the lightness, and the red of sRGB: lightness in 255 parts, a and b. */
    @ParameterizedTest
    @ValueSource(ints = {8, 9})
    void coloursOfCieLabBecomeSrgb(int photometric) {
        int zero = photometric == 8 ? 0 : 128;
        byte[] pixels = new byte[] {-1, 0, 0, 127, 0, 0, (byte) 138, 81, 70};
        for (int i = 0; i < 9; i++) if (i % 3 > 0) pixels[i] += (byte) zero;
        TiffOf tiff = new TiffOf(LITTLE_ENDIAN, new PixelSize(3, 1))
                .tag(258, 8, 8, 8)
                .tag(262, photometric)
                .tag(277, 3);
        try (Photo photo = PhotoTest.decoded(tiff.piece(pixels).strips())) {
            assertThat(colour(photo, 0, 0)).isEqualTo("ffffff");
            assertThat(colour(photo, 1, 0)).isEqualTo("767676");
            assertThat(colour(photo, 2, 0)).matches("f[ef]0[0-5]0[0-5]");
        }
    }

    /** Places of tiles where those of strips are told, a strip longer than the file, and coefficients that are no numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"places", "length", "coefficients"})
    void whatIsWronglyToldAndNotNeededCostsNothing(String what) {
        PixelSize size = new PixelSize(32, 32);
        byte[] grey = new byte[1024];
        for (int i = 0; i < grey.length; i++) grey[i] = (byte) (i % 32 * 8);
        TiffOf tiff = new TiffOf(LITTLE_ENDIAN, size).tag(258, 8).tag(262, 1).tag(277, 1);
        byte[] file = switch (what) {
            case "places" ->
                tiff.tag(259, 8)
                        .tag(322, 32)
                        .tag(323, 32)
                        .piece(TiffOf.packed(grey, 8))
                        .file(273, 279);
            case "length" -> tiff.tag(278, 0xffff).tag(279, 1 << 25).piece(grey).strips();
            default -> {
                byte[] neutral = new byte[3 * 1024];
                Arrays.fill(neutral, (byte) 128);
                for (int i = 0; i < 1024; i++) neutral[3 * i] = grey[i];
                tiff.tag(258, 8, 8, 8)
                        .tag(262, 6)
                        .tag(277, 3)
                        .tag(529, 0, 0, 0, 0, 0, 0)
                        .tag(530, 1, 1);
                yield tiff.piece(neutral).strips();
            }
        };
        assertPixels(file, size, (x, y) -> "%02x".formatted(8 * x).repeat(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6 | JPEG of the old style",
                "34712 | JPEG 2000",
                "34925 | LZMA",
                "50001 | WebP",
                "12345 | what is not known"
            })
    void aCompressionThatIsNotReadIsNoDamage(int compression, String name) {
        TiffOf tiff = new TiffOf(LITTLE_ENDIAN, new PixelSize(4, 4))
                .tag(258, 8)
                .tag(259, compression)
                .tag(262, 1);
        assertThat(failure(tiff.piece(new byte[16]).strips()))
                .isEqualTo(new Failure.Unsupported(
                        "a TIFF packed by %s (compression %d); save it with LZW, deflate or none"
                                .formatted(name, compression)));
    }

    private static void assertPixels(byte[] file, PixelSize size, BiFunction<Integer, Integer, String> expected) {
        try (Photo photo = PhotoTest.decoded(file)) {
            assertThat(photo.size()).isEqualTo(size);
            for (int y = 0; y < size.height(); y++) {
                for (int x = 0; x < size.width(); x++) {
                    assertThat(colour(photo, x, y)).as("%d,%d", x, y).isEqualTo(expected.apply(x, y));
                }
            }
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "floating.tiff | a TIFF of 32-bit samples",
                "signed.tiff | a TIFF of samples of format 2; unsigned whole numbers are read",
                "five-inks.tiff | a TIFF of 5 inks; 4 are read",
                "zstd.tiff | a TIFF packed by Zstandard (compression 50000); save it with LZW, deflate or none"
            })
    void whatIsNotReadOfTiffIsNamed(String name, String what) {
        assertThat(failure(file(name))).isEqualTo(new Failure.Unsupported(what));
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
}
