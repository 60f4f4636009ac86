package io.kirinuki.image.decode;

import static io.kirinuki.image.decode.PixelsInTest.colour;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Photo;
import io.kirinuki.image.SampleImages;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
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

/** BMP and PNM, whose pixels lie open. */
class PlainPixelsTest {
    /** Red, green, blue and white, by 16 bits of five or of six, 32 bits, and masks in a header that is longer. */
    @ParameterizedTest
    @CsvSource({
        "40, 16, 0, 7c00 03e0 001f, 7c00 03e0 001f 7fff",
        "40, 16, 3, f800 07e0 001f, f800 07e0 001f ffff",
        "124, 16, 3, f800 07e0 001f, f800 07e0 001f ffff",
        "108, 32, 3, 3ff 000ffc00 3ff00000, 3ff 000ffc00 3ff00000 3fffffff",
        "56, 32, 6, ff0000 ff00 ff, ffff0000 ff00ff00 ff0000ff ffffffff"
    })
    void coloursOfABmpLieUnderItsMasks(int header, int bits, int packing, String masks, String pixels) {
        int from = 14 + header + (header == 40 ? 12 : 0);
        ByteBuffer file = ByteBuffer.allocate(from + 4 * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B')
                .put((byte) 'M')
                .putInt(10, from)
                .putInt(14, header)
                .putInt(18, 2)
                .putInt(22, 2);
        file.putShort(26, (short) 1).putShort(28, (short) bits).putInt(30, packing);
        String[] mask = masks.split(" ");
        for (int i = 0; i < 3 && packing > 0; i++) file.putInt(54 + 4 * i, Integer.parseUnsignedInt(mask[i], 16));
        file.position(from);
        for (String pixel : pixels.split(" ")) {
            int value = Integer.parseUnsignedInt(pixel, 16);
            if (bits == 16) file.putShort((short) value);
            else file.putInt(value);
        }
        try (Photo photo = PhotoTest.decoded(file.array())) {
            assertThat(colour(photo, 0, 1)).isEqualTo("ff0000");
            assertThat(colour(photo, 1, 1)).isEqualTo("00ff00");
            assertThat(colour(photo, 0, 0)).isEqualTo("0000ff");
            assertThat(colour(photo, 1, 0)).isEqualTo("ffffff");
        }
    }

    /** Pixels are said to begin at the palette, and the last row is not filled up. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8})
    void palettesOfBmpAreNoPixels(int bits) {
        int pixels = 54 + 8;
        int used = (5 * bits + 7) / 8;
        int stride = (used + 3) / 4 * 4;
        ByteBuffer file = ByteBuffer.allocate(pixels + stride + used).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(10, 54).putInt(14, 40);
        file.putInt(18, 5).putInt(22, 2).putShort(26, (short) 1).putShort(28, (short) bits);
        file.putInt(46, 2).putInt(54, 0x0000ff).putInt(58, 0xff8000);
        // Below blue alone, above the second pixel of the other colour.
        file.put(pixels + stride + bits / 8, (byte) (bits == 1 ? 0x40 : 1));
        try (Photo photo = PhotoTest.decoded(file.array())) {
            for (int x = 0; x < 5; x++) {
                assertThat(colour(photo, x, 0)).isEqualTo(x == 1 ? "ff8000" : "0000ff");
                assertThat(colour(photo, x, 1)).isEqualTo("0000ff");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 4, JPEG", "0, 5, PNG", "1, 3, method 3", "24, 4, method 4", "8, 2, method 2"})
    void whatABmpIsPackedByIsNamed(short bits, int packing, String name) {
        ByteBuffer file = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B')
                .put((byte) 'M')
                .putInt(10, 54)
                .putInt(14, 40)
                .putInt(18, 5)
                .putInt(22, 2);
        file.putShort(28, bits).putInt(30, packing);
        assertThat(HeaderProbe.probe(file.array()))
                .isEqualTo(Outcome.failed(new Failure.Unsupported(
                        "a BMP of %d bits packed by %s; save it unpacked, or as PNG".formatted(bits, name))));
    }

    @ParameterizedTest
    @ValueSource(shorts = {2, 64})
    void bitsOfABmpThatAreNotReadAreNamed(short bits) {
        ByteBuffer file = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B')
                .put((byte) 'M')
                .putInt(10, 54)
                .putInt(14, 40)
                .putInt(18, 2)
                .putInt(22, 2);
        assertThat(HeaderProbe.probe(file.putShort(28, bits).array()))
                .isEqualTo(Outcome.failed(new Failure.Unsupported(
                        "a BMP of %d bits a pixel; 1, 4, 8, 16, 24 and 32 are read".formatted(bits))));
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
}
