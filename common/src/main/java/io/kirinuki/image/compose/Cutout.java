package io.kirinuki.image.compose;

import io.kirinuki.image.Colour;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.RowSource;

/**
 * What is made of a photo and its mask. What shows the photo's own colours has its profile.
 *
 * <p>Photo and mask must have the same size.
 */
public final class Cutout {
    private Cutout() {}

    /** The subject with the photo's own colours on a transparent ground. */
    public static Picture transparent(Photo photo, Mask mask) {
        return Composition.of(photo, mask).picture();
    }

    /** The subject with the photo's own colours on one colour. */
    public static Picture over(Photo photo, Mask mask, Colour ground) {
        return Composition.of(photo, mask).on(new Ground.Plain(ground)).picture();
    }

    /** The photo itself: RGBA where it has transparency, else RGB. */
    public static Picture uncut(Photo photo) {
        if (photo.transparency().isPresent())
            return transparent(photo, photo.transparency().get());
        byte[] colours = new byte[photo.size().width() * 3];
        RowSource rows = (y, row) -> {
            photo.row(y, colours);
            for (int at = 0; at < row.length; at += 3) {
                row[at] = colours[at + 2];
                row[at + 1] = colours[at + 1];
                row[at + 2] = colours[at];
            }
        };
        return new Picture(photo.size(), Picture.Layout.RGB, rows, photo.profile(), photo.remarks());
    }
}
