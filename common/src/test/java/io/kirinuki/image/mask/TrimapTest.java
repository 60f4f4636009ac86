package io.kirinuki.image.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrimapTest {
    private static final PixelSize SIZE = new PixelSize(40, 30);

    /** A square kernel of 3 pixels, twice, takes two pixels from every side and adds two. */
    @Test
    void bandIsAsWideAsErosionAndDilationMakeIt() {
        try (Mask square = square(10, 8, 20, 12);
                Trimap trimap = Trimap.around(square, 0.5, 3, 2)) {
            byte[] found = bytes(trimap.map());
            for (int y = 0; y < SIZE.height(); y++) {
                for (int x = 0; x < SIZE.width(); x++) {
                    int expected = inside(x, y, 12, 10, 16, 8) ? 255 : inside(x, y, 8, 6, 24, 16) ? 128 : 0;
                    assertThat(found[y * SIZE.width() + x] & 0xff)
                            .as("%d, %d", x, y)
                            .isEqualTo(expected);
                }
            }
            assertThat(trimap.isOpen()).isTrue();
        }
    }

    @Test
    void subjectThatTouchesTheEdgesGoesOnBeyondThem() {
        try (Mask whole = square(0, 0, 40, 30);
                Trimap trimap = Trimap.around(whole, 0.5, 5, 3)) {
            assertThat(bytes(trimap.map())).containsOnly((byte) 255);
            assertThat(trimap.isOpen()).as("nothing unknown").isFalse();
        }
    }

    @Test
    void noSubjectAndTooThinASubjectAreNotOpen() {
        try (Mask none = square(0, 0, 0, 0);
                Trimap empty = Trimap.around(none, 0.5, 3, 1);
                Mask thin = square(5, 5, 20, 1);
                Trimap vague = Trimap.around(thin, 0.5, 3, 1)) {
            assertThat(bytes(empty.map())).containsOnly((byte) 0);
            assertThat(empty.isOpen()).isFalse();
            assertThat(bytes(vague.map())).contains((byte) 128).doesNotContain((byte) 255);
            assertThat(vague.isOpen()).as("no foreground").isFalse();
        }
    }

    @Test
    void networkHasItsSayWhereTheTrimapIsUnknownAlone() {
        byte[] said = new byte[(int) SIZE.pixels()];
        Arrays.fill(said, (byte) 77);
        try (Mask square = square(10, 8, 20, 12);
                Trimap trimap = Trimap.around(square, 0.5, 3, 2);
                Mask network = Mask.of(said, SIZE);
                Mask completed = trimap.completedBy(network)) {
            byte[] map = bytes(trimap.map());
            byte[] found = bytes(completed);
            for (int p = 0; p < map.length; p++) {
                assertThat(found[p]).isEqualTo(map[p] == (byte) 128 ? (byte) 77 : map[p]);
            }
        }
    }

    @Test
    void trimapIsTheFourthChannelByItsNearestPixels() {
        PixelSize twice = new PixelSize(80, 60);
        byte[] colours = new byte[3 * 80 * 60];
        for (int i = 0; i < colours.length; i++) colours[i] = (byte) (i % 251);
        try (Mask square = square(10, 8, 20, 12);
                Trimap trimap = Trimap.around(square, 0.5, 3, 2)) {
            Pixels four = trimap.under(new Pixels(colours, twice, 3));
            byte[] map = bytes(trimap.map());
            for (int y = 0; y < 60; y++) {
                for (int x = 0; x < 80; x++) {
                    int p = y * 80 + x;
                    assertThat(Arrays.copyOfRange(four.bytes(), 4 * p, 4 * p + 3))
                            .isEqualTo(Arrays.copyOfRange(colours, 3 * p, 3 * p + 3));
                    assertThat(four.bytes()[4 * p + 3]).isEqualTo(map[y / 2 * 40 + x / 2]);
                }
            }
        }
    }

    private static Mask square(int left, int top, int width, int height) {
        byte[] alpha = new byte[(int) SIZE.pixels()];
        for (int p = 0; p < alpha.length; p++) {
            if (inside(p % SIZE.width(), p / SIZE.width(), left, top, width, height)) alpha[p] = (byte) 255;
        }
        return Mask.of(alpha, SIZE);
    }

    private static boolean inside(int x, int y, int left, int top, int width, int height) {
        return x >= left && y >= top && x < left + width && y < top + height;
    }

    private static byte[] bytes(Mask mask) {
        byte[] all = new byte[(int) mask.size().pixels()];
        byte[] row = new byte[mask.size().width()];
        for (int y = 0; y < mask.size().height(); y++) {
            mask.row(y, row);
            System.arraycopy(row, 0, all, y * row.length, row.length);
        }
        return all;
    }
}
