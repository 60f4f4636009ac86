package io.kirinuki.encode;

import io.kirinuki.image.Colour;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.RowSource;

/** Pictures without alpha, made of one with it: row by row, so that they cost no memory. */
public final class Opaque {
    private static final int SQUARE = 8;
    private static final int LIGHT = 0xff;
    private static final int DARK = 0xcc;

    private Opaque() {}

    /**
     * On one colour of sRGB, brought into the picture's own colours: {@code alpha * picture + (1 - alpha) * colour}, rounded.
     * Needs RGBA.
     */
    public static Picture over(Picture picture, Colour ground) {
        Colour own = picture.own(ground);
        int rgb = own.red() << 16 | own.green() << 8 | own.blue();
        return mixed(picture, (x, y) -> rgb);
    }

    /** On the squares, white and light grey, 8 pixels wide, that show people where a picture is transparent. Needs RGBA. */
    public static Picture checkerboard(Picture picture) {
        return mixed(picture, (x, y) -> ((x / SQUARE + y / SQUARE) % 2 == 0 ? LIGHT : DARK) * 0x010101);
    }

    /** The ground as 0xRRGGBB. */
    @FunctionalInterface
    private interface Ground {
        int at(int x, int y);
    }

    private static Picture mixed(Picture picture, Ground ground) {
        return opaque(picture, (y, rgba, rgb) -> {
            for (int x = 0; x < picture.size().width(); x++) {
                int under = ground.at(x, y);
                int alpha = rgba[4 * x + 3] & 0xff;
                rgb[3 * x] = mixed(alpha, rgba[4 * x], under >> 16);
                rgb[3 * x + 1] = mixed(alpha, rgba[4 * x + 1], under >> 8 & 0xff);
                rgb[3 * x + 2] = mixed(alpha, rgba[4 * x + 2], under & 0xff);
            }
        });
    }

    /** Adding 127 before dividing by 255 rounds to the nearest; an odd divisor knows no ties. */
    private static byte mixed(int alpha, byte over, int under) {
        return (byte) ((alpha * (over & 0xff) + (255 - alpha) * under + 127) / 255);
    }

    /** Its alpha alone, grey. Needs RGBA. */
    public static Picture alpha(Picture picture) {
        byte[] rgba = new byte[needAlpha(picture).rowBytes()];
        return new Picture(picture.size(), Layout.GREY, (y, row) -> {
            picture.rows().read(y, rgba);
            for (int x = 0; x < row.length; x++) row[x] = rgba[4 * x + 3];
        });
    }

    /**
     * Its colours alone, those of transparent pixels taken from the nearest pixel of the row that shows, or of the nearest
     * row that has one. Reads the picture once when called. Needs RGBA.
     */
    public static Picture extended(Picture picture) {
        return new Picture(
                picture.size(),
                Layout.RGB,
                new Extension(picture, nearestShowing(picture)),
                picture.profile(),
                picture.remarks());
    }

    /** Reads each row of the source once and in order, however often it gives it. */
    private static final class Extension implements RowSource {
        private final Picture source;
        private final int[] nearest; // never less than that of the row above
        private final byte[] rgba;
        private int read = -1;

        private Extension(Picture source, int[] nearest) {
            this.source = source;
            this.nearest = nearest;
            this.rgba = new byte[source.rowBytes()];
        }

        @Override
        public void read(int y, byte[] rgb) {
            if (y == 0) read = -1;
            while (read < nearest[y]) source.rows().read(++read, rgba);
            extend(rgba, rgb);
        }
    }

    /** For each row the nearest that shows anything; itself for all where none does. */
    private static int[] nearestShowing(Picture picture) {
        byte[] rgba = new byte[needAlpha(picture).rowBytes()];
        int height = picture.size().height();
        boolean[] shows = new boolean[height];
        for (int y = 0; y < height; y++) {
            picture.rows().read(y, rgba);
            for (int at = 3; at < rgba.length && !shows[y]; at += 4) shows[y] = rgba[at] != 0;
        }
        int[] nearest = new int[height];
        int above = -1;
        for (int y = 0; y < height; y++) {
            if (shows[y]) above = y;
            nearest[y] = above;
        }
        int below = -1;
        for (int y = height - 1; y >= 0; y--) {
            if (shows[y]) below = y;
            if (nearest[y] < 0 || (below >= 0 && below - y < y - nearest[y])) nearest[y] = below < 0 ? y : below;
        }
        return nearest;
    }

    private static void extend(byte[] rgba, byte[] rgb) {
        int width = rgba.length / 4;
        int left = -1;
        int right = 0;
        for (int x = 0; x < width; x++) {
            if (rgba[4 * x + 3] != 0) left = x;
            if (right <= x) {
                right = x;
                while (right < width && rgba[4 * right + 3] == 0) right++;
            }
            int from = nearest(x, left, right, width);
            System.arraycopy(rgba, 4 * from, rgb, 3 * x, 3);
        }
    }

    private static int nearest(int x, int left, int right, int width) {
        if (left < 0) return right < width ? right : x;
        return right < width && right - x < x - left ? right : left;
    }

    @FunctionalInterface
    private interface RowWork {
        void write(int y, byte[] rgba, byte[] rgb);
    }

    private static Picture opaque(Picture picture, RowWork work) {
        byte[] rgba = new byte[needAlpha(picture).rowBytes()];
        return new Picture(
                picture.size(),
                Layout.RGB,
                (y, rgb) -> {
                    picture.rows().read(y, rgba);
                    work.write(y, rgba, rgb);
                },
                picture.profile(),
                picture.remarks());
    }

    private static Picture needAlpha(Picture picture) {
        if (picture.layout() == Layout.RGBA) return picture;
        throw new IllegalArgumentException("RGBA expected, not " + picture.layout());
    }
}
