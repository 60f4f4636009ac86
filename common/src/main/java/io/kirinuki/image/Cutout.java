package io.kirinuki.image;

/**
 * What is made of a photo and its mask. What shows the photo's own colours has its profile.
 *
 * <p>Photo and mask must have the same size.
 */
public final class Cutout {
    private Cutout() {}

    /**
     * The subject on transparent ground, RGBA with straight alpha: wherever alpha is above 0 the colour is the photo's
     * own. Where alpha is 0 it is black, for nobody sees it and it compresses.
     */
    public static Picture transparent(Photo photo, Mask mask) {
        int width = sharedWidth(photo, mask);
        byte[] bgr = new byte[width * 3];
        byte[] alpha = new byte[width];
        RowSource rows = (y, row) -> {
            photo.row(y, bgr);
            mask.row(y, alpha);
            for (int x = 0; x < width; x++) {
                byte a = alpha[x];
                int visible = a == 0 ? 0 : 0xff;
                row[4 * x] = (byte) (bgr[3 * x + 2] & visible);
                row[4 * x + 1] = (byte) (bgr[3 * x + 1] & visible);
                row[4 * x + 2] = (byte) (bgr[3 * x] & visible);
                row[4 * x + 3] = a;
            }
        };
        return new Picture(photo.size(), Picture.Layout.RGBA, rows, photo.profile());
    }

    /**
     * The subject on one colour of sRGB, brought into the photo's own colours:
     * {@code alpha * photo + (1 - alpha) * colour}, rounded to the nearest.
     */
    public static Picture over(Photo photo, Mask mask, Colour ground) {
        int width = sharedWidth(photo, mask);
        byte[] bgr = new byte[width * 3];
        byte[] alpha = new byte[width];
        Colour own = photo.own(ground);
        RowSource rows = (y, row) -> {
            photo.row(y, bgr);
            mask.row(y, alpha);
            for (int x = 0; x < width; x++) {
                int a = alpha[x] & 0xff;
                row[3 * x] = mixed(a, bgr[3 * x + 2], own.red());
                row[3 * x + 1] = mixed(a, bgr[3 * x + 1], own.green());
                row[3 * x + 2] = mixed(a, bgr[3 * x], own.blue());
            }
        };
        return new Picture(photo.size(), Picture.Layout.RGB, rows, photo.profile());
    }

    /** The mask itself, 8-bit grey. */
    public static Picture mask(Mask mask) {
        return new Picture(mask.size(), Picture.Layout.GREY, mask::row);
    }

    /** Adding 127 before dividing by 255 rounds to the nearest; an odd divisor knows no ties. */
    static byte mixed(int alpha, byte over, int under) {
        return (byte) ((alpha * (over & 0xff) + (255 - alpha) * under + 127) / 255);
    }

    private static int sharedWidth(Photo photo, Mask mask) {
        if (!photo.size().equals(mask.size())) {
            throw new IllegalArgumentException("a mask of %s for a photo of %s".formatted(mask.size(), photo.size()));
        }
        return photo.size().width();
    }
}
