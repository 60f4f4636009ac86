package io.kirinuki.local;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;

/** Pictures for tests. */
final class Pictures {
    private Pictures() {}

    /** One colour, from the low 24 bits. */
    static Blob plain(int width, int height, long colour) {
        return FastPng.encode(new PixelSize(width, height), Picture.Layout.RGB, (y, row) -> {
            for (int i = 0; i < row.length; i++) row[i] = (byte) (colour >> (i % 3 * 8));
        });
    }
}
