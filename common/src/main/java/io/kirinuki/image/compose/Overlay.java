package io.kirinuki.image.compose;

import io.kirinuki.image.Colour;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.RowSource;
import java.util.Arrays;

/** A photo with its mask painted over it, for people who judge masks. */
public final class Overlay {
    private static final int WHITE = 255;

    private Overlay() {}

    /**
     * The photo, RGB, with as much of the colour as {@code strength * alpha}; {@code strength} 0..1. What is transparent in
     * the photo is white. Photo and mask must have the same size.
     */
    public static Picture of(Photo photo, Mask mask, Colour colour, double strength) {
        if (!photo.size().equals(mask.size())) {
            throw new IllegalArgumentException("a mask of %s for a photo of %s".formatted(mask.size(), photo.size()));
        }
        int width = photo.size().width();
        int share = (int) Math.round(strength * 256); // of 256, so that a product with alpha fits an int
        Colour own = photo.own(colour);
        byte[] bgr = new byte[width * 3];
        byte[] shown = new byte[width];
        Arrays.fill(shown, (byte) 255);
        byte[] alpha = new byte[width];
        RowSource rows = (y, row) -> {
            photo.row(y, bgr);
            photo.transparency().ifPresent(transparency -> transparency.row(y, shown));
            mask.row(y, alpha);
            for (int x = 0; x < width; x++) {
                int paint = share * (alpha[x] & 0xff);
                int visible = shown[x] & 0xff;
                row[3 * x] = painted(paint, own.red(), Colour.mixed(visible, bgr[3 * x + 2], WHITE));
                row[3 * x + 1] = painted(paint, own.green(), Colour.mixed(visible, bgr[3 * x + 1], WHITE));
                row[3 * x + 2] = painted(paint, own.blue(), Colour.mixed(visible, bgr[3 * x], WHITE));
            }
        };
        return new Picture(photo.size(), Picture.Layout.RGB, rows, photo.profile(), photo.remarks());
    }

    private static byte painted(int paint, int over, byte under) {
        int whole = 256 * 255;
        return (byte) ((paint * over + (whole - paint) * (under & 0xff) + whole / 2) / whole);
    }
}
