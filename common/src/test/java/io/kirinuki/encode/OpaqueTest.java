package io.kirinuki.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Colour;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.PixelSize;
import org.junit.jupiter.api.Test;

class OpaqueTest {
    private static final int RED = 0xff_ff_00_00;
    private static final int BLUE = 0xff_00_00_ff;
    private static final int NOTHING = 0;

    @Test
    void groundShowsByWhatAlphaLeaves() {
        Picture picture = rgba(4, 0x00_c8_96_64, 0x01_c8_96_64, 0x80_c8_96_64, 0xff_c8_96_64);
        // as CutoutTest, which reckons them out
        assertThat(rgb(Opaque.over(picture, new Colour(10, 20, 250))))
                .containsExactly(0x0a14fa, 0x0b15f9, 0x6955af, 0xc89664);
    }

    @Test
    void checkerboardHasSquaresOfEightPixels() {
        int[] board = rgb(Opaque.checkerboard(rgba(17, new int[17 * 9])));
        assertThat(board[7]).isEqualTo(0xffffff);
        assertThat(board[8]).isEqualTo(0xcccccc);
        assertThat(board[16]).isEqualTo(0xffffff);
        assertThat(board[8 * 17]).isEqualTo(0xcccccc);
        assertThat(board[8 * 17 + 8]).isEqualTo(0xffffff);
    }

    @Test
    void alphaStandsAlone() {
        assertThat(bytes(Opaque.alpha(rgba(2, 0x10_ff_ff_ff, 0xfe_00_00_00)))).containsExactly(0x10, -2);
    }

    @Test
    void transparentPixelsTakeTheNearestColourOfTheirRow() {
        Picture picture = rgba(7, NOTHING, NOTHING, RED, NOTHING, NOTHING, NOTHING, BLUE);
        assertThat(rgb(Opaque.extended(picture)))
                .containsExactly(0xff0000, 0xff0000, 0xff0000, 0xff0000, 0xff0000, 0x0000ff, 0x0000ff);
    }

    @Test
    void transparentRowsAreLikeTheNearestThatShows() {
        Picture picture = rgba(1, NOTHING, NOTHING, RED, NOTHING, NOTHING, BLUE, NOTHING);
        assertThat(rgb(Opaque.extended(picture)))
                .containsExactly(0xff0000, 0xff0000, 0xff0000, 0xff0000, 0x0000ff, 0x0000ff, 0x0000ff);
    }

    @Test
    void nothingToShowStaysAsItIs() {
        assertThat(rgb(Opaque.extended(rgba(2, 0x00_01_02_03, NOTHING, NOTHING, NOTHING))))
                .containsExactly(0x010203, 0, 0, 0);
    }

    /** Rows of so many pixels, each 0xAARRGGBB. */
    static Picture rgba(int width, int... argb) {
        byte[] bytes = new byte[4 * argb.length];
        for (int i = 0; i < argb.length; i++) {
            bytes[4 * i] = (byte) (argb[i] >> 16);
            bytes[4 * i + 1] = (byte) (argb[i] >> 8);
            bytes[4 * i + 2] = (byte) argb[i];
            bytes[4 * i + 3] = (byte) (argb[i] >>> 24);
        }
        PixelSize size = new PixelSize(width, argb.length / width);
        return new Picture(size, Layout.RGBA, RandomPicture.inOrder(bytes, 4 * width));
    }

    static byte[] bytes(Picture picture) {
        byte[] row = new byte[picture.rowBytes()];
        byte[] all = new byte[row.length * picture.size().height()];
        for (int y = 0; y < picture.size().height(); y++) {
            picture.rows().read(y, row);
            System.arraycopy(row, 0, all, y * row.length, row.length);
        }
        return all;
    }

    private static int[] rgb(Picture picture) {
        byte[] bytes = bytes(picture);
        int[] pixels = new int[bytes.length / 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (bytes[3 * i] & 0xff) << 16 | (bytes[3 * i + 1] & 0xff) << 8 | (bytes[3 * i + 2] & 0xff);
        }
        return pixels;
    }
}
