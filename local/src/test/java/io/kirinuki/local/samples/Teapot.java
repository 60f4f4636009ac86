package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Noise.step;
import static io.kirinuki.local.samples.Shapes.cylinder;
import static io.kirinuki.local.samples.Shapes.ellipsoid;
import static io.kirinuki.local.samples.Shapes.thrown;
import static io.kirinuki.local.samples.Shapes.tube;

import io.kirinuki.local.samples.Material.Paint;
import java.util.List;

/** A kyusu: the Japanese side-handled teapot, of red clay. */
final class Teapot {
    private Teapot() {}

    static Scene scene() {
        var belly =
                thrown(0, 0, 0.62, 0, 0.72, 0.05, 1.08, 0.42, 1.14, 0.72, 0.98, 1.08, 0.66, 1.3, 0.5, 1.34, 0, 1.34);
        var spout = tube(
                        0.24,
                        0.125,
                        Vec.of(-0.85, 0.62, 0),
                        Vec.of(-1.2, 0.84, 0),
                        Vec.of(-1.5, 1.2, 0),
                        Vec.of(-1.66, 1.36, 0))
                .cut(0.02, cylinder(0.085, 0.3, 0.01).turnedZ(48).at(-1.7, 1.42, 0));
        var handle = Shape.melt(
                0.05,
                Shapes.rod(Vec.of(0.5, 0.72, 0.55), Vec.of(1.18, 1.02, 1.22), 0.15, 0.17),
                Shapes.rod(Vec.of(1.18, 1.02, 1.22), Vec.of(1.34, 1.09, 1.38), 0.2, 0.21));
        var pot = Shape.melt(0.22, belly, spout, handle.turnedY(14));
        var lid = Shape.melt(
                0.1,
                thrown(0, 1.3, 0.6, 1.3, 0.68, 1.335, 0.64, 1.39, 0.4, 1.47, 0, 1.52),
                cylinder(0.09, 0.1, 0.03).at(0, 1.55, 0),
                ellipsoid(0.19, 0.15, 0.19).at(0, 1.7, 0));
        Paint clay = (x, y, z) -> {
            double a = Math.atan2(z, x);
            double turned = Noise.fractal(a * 2, y * 26, 1);
            var red = Vec.rgb(0xa2452c).mix(Vec.rgb(0x6f2a1c), 0.7 * turned);
            return red.times(0.85 + 0.3 * step(0.1, 1.1, y));
        };
        var ware = Material.satin(clay).bumped(0.04, 14);
        var pale = new Wood(Vec.rgb(0xe6d3b3), Vec.rgb(0xc6a67c), 1.4);
        return new Scene(
                List.of(new Solid(pot.turnedY(-8), ware), new Solid(lid, ware)),
                new Table(pale, Vec.rgb(0x9fb0a4)),
                new Camera(Vec.of(0, 2.9, 7.4), Vec.of(0.06, 0.76, 0), 25, 0.3, 960, 720));
    }
}
