package io.kirinuki.encode;

import io.kirinuki.image.ColourTransform;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.PixelSize;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Optional;

/**
 * A picture in some 25 bytes, as a ThumbHash (E. Wallace, 2023): what pages show while the picture itself is on its way. The
 * lowest frequencies of brightness, of two differences of colours and of alpha, in four bits each, with their means and
 * greatest values before them. Colours under transparency count as the picture's mean. Sums go in the order of the format's own
 * program: waves of no strength lie between two digits, and which of them it is the last bit tells.
 *
 * <p>Owned by one thread.
 */
public final class ThumbHash {
    /** Larger pictures are made smaller first: nothing of more can be told. */
    private static final int LONGEST = 100;

    private final int width;
    private final int height;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int half = -1; // the lower four bits of a byte that is not whole

    private ThumbHash(PixelSize size) {
        this.width = size.width();
        this.height = size.height();
    }

    /** In base64. Reads all of the picture. */
    public static String of(Picture picture) {
        Picture small = Thumbnail.of(picture, LONGEST);
        return new ThumbHash(small.size()).hash(rgba(small));
    }

    /** Of sRGB, 0..255, and alpha, 0..1. */
    private static double[][] rgba(Picture picture) {
        Optional<ColourTransform> toSrgb =
                picture.profile().flatMap(ColourTransform::toSrgb).filter(transform -> !transform.isNeutral());
        int channels = picture.layout().channels();
        int count = picture.size().width();
        double[][] rgba = new double[4][Math.toIntExact(picture.size().pixels())];
        byte[] row = new byte[picture.rowBytes()];
        byte[] rgb = new byte[3 * count];
        for (int y = 0; y < picture.size().height(); y++) {
            picture.rows().read(y, row);
            for (int i = 0; i < rgb.length; i++) rgb[i] = row[channels == 1 ? i / 3 : i / 3 * channels + i % 3];
            byte[] colours = toSrgb.isPresent() ? toSrgb.get().apply(rgb) : rgb;
            for (int x = 0; x < count; x++) {
                for (int c = 0; c < 3; c++) rgba[c][y * count + x] = colours[3 * x + c] & 0xff;
                rgba[3][y * count + x] = picture.layout() == Layout.RGBA ? (row[4 * x + 3] & 0xff) / 255.0 : 1;
            }
        }
        return rgba;
    }

    private String hash(double[][] rgba) {
        double[] alpha = rgba[3];
        double shown = 0;
        for (double each : alpha) shown += each;
        boolean transparent = shown < alpha.length;
        for (int c = 0; c < 3; c++) fill(rgba[c], alpha, shown);
        double[] light = new double[alpha.length];
        double[] yellow = new double[alpha.length];
        double[] red = new double[alpha.length];
        for (int i = 0; i < alpha.length; i++) {
            light[i] = (rgba[0][i] + rgba[1][i] + rgba[2][i]) / 3;
            yellow[i] = (rgba[0][i] + rgba[1][i]) / 2 - rgba[2][i];
            red[i] = rgba[0][i] - rgba[1][i];
        }
        int most = transparent ? 5 : 7;
        int across = share(most, width);
        int down = share(most, height);
        Waves lights = waves(light, Math.max(3, across), Math.max(3, down));
        Waves yellows = waves(yellow, 3, 3);
        Waves reds = waves(red, 3, 3);
        boolean wide = width > height;
        number(
                3,
                rounded(63 * lights.mean)
                        | (rounded(31.5 + 31.5 * yellows.mean) << 6)
                        | (rounded(31.5 + 31.5 * reds.mean) << 12)
                        | (rounded(31 * lights.greatest) << 18)
                        | ((transparent ? 1 : 0) << 23));
        number(
                2,
                (wide ? down : across)
                        | (rounded(63 * yellows.greatest) << 3)
                        | (rounded(63 * reds.greatest) << 9)
                        | ((wide ? 1 : 0) << 15));
        Waves alphas = transparent ? waves(alpha, 5, 5) : new Waves(0, 0, 0);
        if (transparent) number(1, rounded(15 * alphas.mean) | (rounded(15 * alphas.greatest) << 4));
        for (Waves each : new Waves[] {lights, yellows, reds, alphas}) each.write();
        if (half >= 0) bytes.write(half);
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** Waves along the shorter side are fewer. */
    private int share(int most, int side) {
        return Math.max(1, rounded((double) most * side / Math.max(width, height)));
    }

    /** Lays a channel on its own mean. */
    private static void fill(double[] channel, double[] alpha, double shown) {
        double mean = 0;
        for (int i = 0; i < alpha.length; i++) mean += alpha[i] / 255 * channel[i];
        if (shown > 0) mean /= shown;
        for (int i = 0; i < alpha.length; i++) channel[i] = mean * (1 - alpha[i]) + alpha[i] / 255 * channel[i];
    }

    private static int rounded(double value) {
        return (int) Math.round(value);
    }

    private void number(int count, int value) {
        for (int i = 0; i < count; i++) bytes.write(value >> (Byte.SIZE * i));
    }

    /** A channel's mean, and how strong its waves are, without the mean. */
    private final class Waves {
        private final double mean;
        private final double[] strengths;
        private double greatest;
        private int count;

        private Waves(double mean, int across, int down) {
            this.mean = mean;
            this.strengths = new double[across * down];
        }

        private void add(double strength) {
            strengths[count++] = strength;
            greatest = Math.max(greatest, Math.abs(strength));
        }

        private void write() {
            for (int i = 0; i < count; i++) {
                int four = rounded(15 * (greatest == 0 ? strengths[i] : 0.5 + 0.5 / greatest * strengths[i]));
                if (half < 0) {
                    half = four;
                } else {
                    bytes.write(half | (four << 4));
                    half = -1;
                }
            }
        }
    }

    /** The cosine transform (DCT-II), of the triangle of lowest frequencies. */
    private Waves waves(double[] channel, int across, int down) {
        Waves waves = new Waves(strength(channel, 0, 0), across, down);
        for (int v = 0; v < down; v++) {
            for (int u = v == 0 ? 1 : 0; u * down < across * (down - v); u++) waves.add(strength(channel, u, v));
        }
        return waves;
    }

    private double strength(double[] channel, int u, int v) {
        double[] wave = new double[width];
        for (int x = 0; x < width; x++) wave[x] = StrictMath.cos(Math.PI / width * u * (x + 0.5));
        double sum = 0;
        for (int y = 0; y < height; y++) {
            double down = StrictMath.cos(Math.PI / height * v * (y + 0.5));
            for (int x = 0; x < width; x++) sum += channel[y * width + x] * wave[x] * down;
        }
        return sum / (width * height);
    }
}
