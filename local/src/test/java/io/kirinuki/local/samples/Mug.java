package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Noise.step;
import static io.kirinuki.local.samples.Shapes.cylinder;
import static io.kirinuki.local.samples.Shapes.thrown;
import static io.kirinuki.local.samples.Shapes.tube;

import io.kirinuki.local.samples.Material.Paint;
import java.util.List;

/** A two-tone stoneware mug of coffee on an oak table. */
final class Mug {
    private static final Vec GLAZE = Vec.rgb(0x1f7a86);
    private static final Vec CLAY = Vec.rgb(0xe9dcc6);

    private Mug() {}

    static Scene scene() {
        var outside = thrown(
                0, 0.02, 0.62, 0.02, 0.78, 0.1, 0.84, 0.45, 0.86, 1, 0.86, 1.6, 0.855, 1.69, 0.82, 1.72, 0.76, 1.72, 0,
                1.72);
        var handle = tube(
                0.13,
                0.115,
                Vec.of(0.78, 1.36, 0),
                Vec.of(1.12, 1.4, 0),
                Vec.of(1.4, 1.16, 0),
                Vec.of(1.36, 0.78, 0),
                Vec.of(1.1, 0.5, 0),
                Vec.of(0.76, 0.44, 0));
        var body = Shape.melt(0.14, outside, handle)
                .cut(0.05, cylinder(0.775, 0.82, 0.15).at(0, 0.99, 0));
        var mug = body.turnedY(-52);
        var coffee = cylinder(0.79, 0.01, 0.005).at(0, 1.44, 0);
        Paint glaze = (x, y, z) -> {
            double line = 0.52 + 0.035 * Noise.fractal(x * 2.2, 1, z * 2.2);
            double speck = step(0.77, 0.8, Noise.value(x * 60, y * 60, z * 60)) * 0.6;
            var clay =
                    CLAY.times(0.92 + 0.1 * Noise.fractal(x * 3, y * 9, z * 3)).mix(Vec.rgb(0x6a4a30), speck);
            var blue = GLAZE.times(0.75 + 0.5 * Noise.fractal(x * 2, y * 3, z * 2));
            return clay.mix(blue, step(line, line + 0.012, y));
        };
        Paint crema = (x, y, z) -> Vec.rgb(0x2a1408)
                .mix(
                        Vec.rgb(0x8a5a2c),
                        step(0.62, 0.78, Math.sqrt(x * x + z * z) + 0.1 * Noise.fractal(x * 6, 0, z * 6)));
        var oak = new Wood(Vec.rgb(0xdcb684), Vec.rgb(0xa87848), 1.15);
        return new Scene(
                List.of(new Solid(mug, Material.glazed(glaze)), new Solid(coffee, Material.glazed(crema))),
                new Table(oak, Vec.rgb(0xc9bda9)),
                new Camera(Vec.of(0.15, 3.1, 7.2), Vec.of(0.2, 0.84, 0), 23, 0.3, 960, 720));
    }
}
