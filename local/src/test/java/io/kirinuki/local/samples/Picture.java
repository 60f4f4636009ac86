package io.kirinuki.local.samples;

import java.awt.image.BufferedImage;
import java.util.stream.IntStream;

/** A rendered scene: the photo as sRGB and the subject's coverage as grey, of one size. */
record Picture(BufferedImage photo, BufferedImage truth) {
    private static final double GRAIN = 0.008;

    /** Renders with {@code side} x {@code side} samples a pixel; rows in parallel, the same result always. */
    static Picture of(Scene scene, int side) {
        int width = scene.camera().width();
        int height = scene.camera().height();
        var photo = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var truth = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        var marcher = new Marcher(scene);
        IntStream.range(0, height).parallel().forEach(row -> {
            for (int column = 0; column < width; column++) {
                var sum = Vec.ZERO;
                int covered = 0;
                for (int i = 0; i < side * side; i++) {
                    int down = i / side;
                    double dx = (i % side + 0.5) / side;
                    double dy = (down + 0.5) / side;
                    var sample = marcher.look(column + dx, row + dy, (row * width + column) * side * side + i);
                    sum = sum.plus(developed(sample.colour()));
                    if (sample.subject()) covered++;
                }
                photo.setRGB(column, row, pixel(sum.times(1.0 / (side * side)), column, row));
                truth.getRaster().setSample(column, row, 0, Math.round(255f * covered / (side * side)));
            }
        });
        return new Picture(photo, truth);
    }

    /** Narkowicz's fit of the ACES film curve, then sRGB's gamma. */
    private static Vec developed(Vec linear) {
        return Vec.of(film(linear.x()), film(linear.y()), film(linear.z()));
    }

    private static double film(double v) {
        double x = Math.max(v, 0) * 0.8;
        double mapped = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14);
        return Math.pow(Math.clamp(mapped, 0.0, 1.0), 1 / 2.2);
    }

    private static int pixel(Vec colour, int column, int row) {
        double noise = (Noise.hash(column, row, 77) + Noise.hash(column, row, 78) - 1) * 2 * GRAIN;
        return (level(colour.x() + noise) << 16) | (level(colour.y() + noise) << 8) | level(colour.z() + noise);
    }

    private static int level(double v) {
        return (int) Math.round(Math.clamp(v, 0.0, 1.0) * 255);
    }
}
