package io.kirinuki.image.compose;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.decode.PhotoTest;
import io.kirinuki.image.png.FastPng;
import java.util.function.IntBinaryOperator;

/** Small photos and masks painted pixel by pixel, and what pictures show. */
public final class Painted {
    private Painted() {}

    /** @param rgb 0xrrggbb at x, y */
    public static Photo photo(PixelSize size, IntBinaryOperator rgb) {
        return PhotoTest.decoded(file(size, rgb));
    }

    static byte[] file(PixelSize size, IntBinaryOperator rgb) {
        Blob png = FastPng.encode(size, Picture.Layout.RGB, (y, row) -> {
            for (int x = 0; x < size.width(); x++) {
                int colour = rgb.applyAsInt(x, y);
                for (int c = 0; c < 3; c++) row[3 * x + c] = (byte) (colour >> (16 - 8 * c));
            }
        });
        return png.bytes();
    }

    /** @param alpha 0..255 at x, y */
    public static Mask mask(PixelSize size, IntBinaryOperator alpha) {
        byte[] bytes = new byte[Math.toIntExact(size.pixels())];
        for (int p = 0; p < bytes.length; p++) {
            bytes[p] = (byte) alpha.applyAsInt(p % size.width(), p / size.width());
        }
        return Mask.of(bytes, size);
    }

    /** 0xaarrggbb by row and column; grey pictures have three equal colours, opaque ones alpha 255. */
    public static int[][] pixels(Picture picture) {
        PixelSize size = picture.size();
        int channels = picture.layout().channels();
        byte[] row = new byte[size.width() * channels];
        int[][] pixels = new int[size.height()][size.width()];
        for (int y = 0; y < size.height(); y++) {
            picture.rows().read(y, row);
            for (int x = 0; x < size.width(); x++) {
                int at = x * channels;
                int red = row[at] & 0xff;
                int green = channels == 1 ? red : row[at + 1] & 0xff;
                int blue = channels == 1 ? red : row[at + 2] & 0xff;
                int alpha = channels == 4 ? row[at + 3] & 0xff : 255;
                pixels[y][x] = alpha << 24 | red << 16 | green << 8 | blue;
            }
        }
        return pixels;
    }

    /** Mean difference of two pixels' colours, 0..255. */
    static double distance(int one, int other) {
        double sum = 0;
        for (int shift = 0; shift < 24; shift += 8) sum += Math.abs((one >> shift & 0xff) - (other >> shift & 0xff));
        return sum / 3;
    }

    /** {@code alpha over + (1 - alpha) under}, of 0xrrggbb and alpha 0..255. */
    static int mixed(int over, int under, int alpha) {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int sum = alpha * (over >> shift & 0xff) + (255 - alpha) * (under >> shift & 0xff);
            mixed = mixed << 8 | (sum + 127) / 255;
        }
        return mixed;
    }
}
