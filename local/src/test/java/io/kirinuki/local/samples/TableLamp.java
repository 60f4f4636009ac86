package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Noise.step;
import static io.kirinuki.local.samples.Shapes.cylinder;
import static io.kirinuki.local.samples.Shapes.lathe;
import static io.kirinuki.local.samples.Shapes.sphere;
import static io.kirinuki.local.samples.Shapes.thrown;

import io.kirinuki.local.samples.Material.Paint;
import java.util.List;

/** A lit table lamp: ceramic foot, brass neck, linen shade. A portrait. */
final class TableLamp {
    private TableLamp() {}

    static Scene scene() {
        var foot =
                thrown(0, 0.1, 0.5, 0.1, 0.58, 0.16, 0.74, 0.5, 0.66, 0.86, 0.3, 1.3, 0.16, 1.52, 0.15, 1.66, 0, 1.66);
        var base = cylinder(0.52, 0.06, 0.03).at(0, 0.06, 0);
        var neck = Shape.melt(
                0.03,
                cylinder(0.06, 0.5, 0.01).at(0, 2, 0),
                cylinder(0.19, 0.035, 0.02).at(0, 1.68, 0),
                sphere(0.1).at(0, 1.84, 0),
                sphere(0.07).at(0, 3.52, 0),
                cylinder(0.025, 0.2, 0.01).at(0, 3.3, 0));
        var shade = lathe(1.16, 2.02, 0.72, 3.36, 0.75, 3.36, 1.19, 2.02).grown(0.006);
        Paint linen = (x, y, z) -> {
            double a = Math.atan2(z, x);
            double weave = 0.9 + 0.2 * Noise.value(a * 90, y * 14, 1) * Noise.value(a * 12, y * 110, 4);
            double hem = step(2.09, 2.1, y) * (1 - step(3.28, 3.29, y));
            return Vec.rgb(0xd8c4a0).times(weave * (0.75 + 0.25 * hem));
        };
        Paint glow = (x, y, z) -> {
            double bulb = Math.exp(-(y - 2.62) * (y - 2.62) * 2.2);
            return linen.at(x, y, z).times(Vec.of(1.5, 0.95, 0.42)).times(0.08 + 0.8 * bulb);
        };
        Paint glaze = (x, y, z) -> Vec.rgb(0x1d3f66)
                .mix(Vec.rgb(0x3f86a8), step(0.3, 0.75, Noise.fractal(x * 2, y * 1.2 + 3, z * 2)))
                .mix(Vec.rgb(0xd5c9a9), step(1.38, 1.6, y + 0.2 * Noise.fractal(x * 5, 1, z * 5)));
        var brass = Material.metal(Paint.plain(Vec.rgb(0xd8a94f)), 0.2);
        return new Scene(
                List.of(
                        new Solid(foot, Material.glazed(glaze)),
                        new Solid(Shape.union(base, neck), brass),
                        new Solid(shade, Material.matte(linen).glowing(glow))),
                new Room(new Wood(Vec.rgb(0x9a6a42), Vec.rgb(0x5f3c22), 1.2), Vec.rgb(0x76857c), -2.6),
                new Camera(Vec.of(0.3, 2.3, 11), Vec.of(0, 1.74, 0), 24, 0.2, 720, 960));
    }
}
