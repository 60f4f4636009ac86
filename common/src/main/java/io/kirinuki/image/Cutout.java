package io.kirinuki.image;

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

    /** The mask itself, 8-bit grey. */
    public static Picture mask(Mask mask) {
        return new Picture(mask.size(), Picture.Layout.GREY, mask::row);
    }

    /** Adding 127 before dividing by 255 rounds to the nearest; an odd divisor knows no ties. */
    static byte mixed(int alpha, byte over, int under) {
        return (byte) ((alpha * (over & 0xff) + (255 - alpha) * under + 127) / 255);
    }
}
