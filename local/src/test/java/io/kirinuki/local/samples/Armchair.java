package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Shapes.box;
import static io.kirinuki.local.samples.Shapes.rod;

import io.kirinuki.local.samples.Material.Paint;
import java.util.ArrayList;

/** A mustard armchair on wooden legs in a living room. */
final class Armchair {
    private Armchair() {}

    static Scene scene() {
        Paint wool = (x, y, z) -> Vec.rgb(0xd99a1e).times(0.86 + 0.28 * Noise.fractal(x * 9, y * 9, z * 9));
        var fabric = Material.cloth(wool, 42);
        Paint walnut = (x, y, z) -> Vec.rgb(0x8a5a34).mix(Vec.rgb(0x5d3a20), Noise.fractal(x * 6, y * 2, z * 6));
        var parts = new ArrayList<Solid>();
        parts.add(new Solid(box(0.98, 0.17, 0.85, 0.1).at(0, 0.62, 0), fabric));
        parts.add(new Solid(cushion(0.74, 0.2, 0.8).at(0, 0.93, 0.1), fabric));
        var back = Shape.melt(
                0.05, box(0.95, 0.74, 0.17, 0.16), cushion(0.7, 0.5, 0.2).at(0, 0.12, 0.18));
        parts.add(new Solid(back.turnedX(-12).at(0, 1.3, -0.72), fabric));
        var arm = Shape.melt(
                0.12,
                box(0.15, 0.4, 0.8, 0.13).at(0, 0.85, 0),
                box(0.19, 0.12, 0.84, 0.11).at(0.02, 1.24, 0));
        parts.add(new Solid(arm.turnedZ(-4).at(0.93, 0, 0).mirrored(), fabric));
        var legs = Shape.union(
                rod(Vec.of(0.78, 0.52, 0.62), Vec.of(0.9, 0.05, 0.74), 0.12, 0.08),
                rod(Vec.of(0.78, 0.52, -0.62), Vec.of(0.9, 0.05, -0.78), 0.12, 0.08));
        parts.add(new Solid(legs.mirrored(), Material.satin(walnut)));
        var pillow = Shapes.ellipsoid(0.42, 0.4, 0.17).within(0.16, box(0.36, 0.34, 0.3, 0.05));
        Paint stripes =
                (x, y, z) -> Vec.rgb(0xf2ebdd).mix(Vec.rgb(0x2f4f5f), Noise.step(0.35, 0.45, Math.sin(x * 34 + y * 6)));
        parts.add(new Solid(pillow.turnedX(-22).turnedY(-8).at(0.28, 1.42, -0.18), Material.cloth(stripes, 40)));
        var boards = new Wood(Vec.rgb(0xd9bd96), Vec.rgb(0xb58a5c), 0.6);
        return new Scene(
                parts.stream().map(new Pose(-28, 0, 0)::of).toList(),
                new Room(boards, Vec.rgb(0x9db4b8), -3.4),
                new Camera(Vec.of(0, 2.3, 9), Vec.of(0, 0.98, 0), 20.5, 0.14, 960, 720));
    }

    private static Shape cushion(double a, double b, double c) {
        var soft = box(a, b, c, Math.min(b, c) * 0.75);
        return soft.embossed((x, y, z) -> 0.05 * (1 - x * x / a / a) * (1 - Math.min(1, z * z / c / c)));
    }
}
