package io.kirinuki.model;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import java.util.Random;

/** Pictures to try networks on: a bright disc on a dark ground with a slope, each in another place, and a little noise. */
final class TrialPictures {
    /** Noise is drawn once and laid side by side: drawn for each number it was a tenth of a start. Prime, to follow no row. */
    private static final int NOISE = 4099;

    private TrialPictures() {}

    /** The same for the same index. A fourth channel is the trimap of the disc. */
    static Pixels picture(int index, PixelSize size, int channels) {
        Random random = new Random(index);
        double x0 = size.width() * (.25 + .5 * random.nextDouble());
        double y0 = size.height() * (.25 + .5 * random.nextDouble());
        double radius = (.15 + .15 * random.nextDouble()) * Math.min(size.width(), size.height());
        double slope = 80 * random.nextDouble();
        byte[] noise = new byte[NOISE];
        random.nextBytes(noise);
        byte[] bytes = new byte[Math.toIntExact(size.pixels() * channels)];
        int at = 0;
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                double distance = Math.sqrt((x - x0) * (x - x0) + (y - y0) * (y - y0)) / radius;
                double ground = 20 + slope * x / size.width();
                for (int c = 0; c < channels; c++) {
                    double value = distance < 1 ? 230 - 30 * c : ground + 10 * c;
                    bytes[at] = (byte) (c == 3 ? trimap(distance) : (int) value + (noise[at % NOISE] & 15));
                    at++;
                }
            }
        }
        return new Pixels(bytes, size, channels);
    }

    private static int trimap(double distance) {
        if (distance < .8) return 255;
        return distance < 1.2 ? 128 : 0;
    }
}
