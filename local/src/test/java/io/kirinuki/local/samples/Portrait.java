package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Noise.step;
import static io.kirinuki.local.samples.Shapes.ellipsoid;
import static io.kirinuki.local.samples.Shapes.rod;
import static io.kirinuki.local.samples.Shapes.sphere;
import static io.kirinuki.local.samples.Shapes.torus;
import static io.kirinuki.local.samples.Shapes.tube;

import io.kirinuki.local.samples.Material.Paint;
import java.util.ArrayList;

/** A smiling woman with a bun and a knitted jumper in a park, in the manner of a vinyl figure. A portrait. */
final class Portrait {
    private Portrait() {}

    static Scene scene() {
        var head = new ArrayList<Solid>();
        var dark = Material.glazed(Paint.plain(Vec.rgb(0x1c1210)));
        var hairColour = Vec.rgb(0x3a2218);
        head.add(new Solid(face(), Material.skin(Portrait::complexion)));
        Paint strands = (x, y, z) -> hairColour.times(0.75 + 0.6 * Noise.fractal(Math.atan2(x, z) * 9, y * 1.2, 2));
        head.add(new Solid(hair(), Material.satin(strands)));
        head.add(new Solid(
                ellipsoid(0.058, 0.08, 0.045).turnedX(-4).at(0.185, 3.0, 0.462).mirrored(), dark));
        head.add(new Solid(
                sphere(0.018).at(0.165, 3.035, 0.505).mirrored(),
                Material.matte(Paint.plain(Vec.grey(1))).glowing(Paint.plain(Vec.grey(0.6)))));
        var brow = tube(0.02, 0.014, Vec.of(0.1, 3.17, 0.475), Vec.of(0.19, 3.195, 0.45), Vec.of(0.285, 3.145, 0.405));
        head.add(new Solid(brow.mirrored(), Material.matte(Paint.plain(hairColour))));
        var smile = tube(0.017, 0.01, Vec.of(0, 2.692, 0.478), Vec.of(0.07, 2.7, 0.468), Vec.of(0.145, 2.738, 0.43));
        head.add(new Solid(smile.mirrored(), Material.satin(Paint.plain(Vec.rgb(0x9c3b38)))));
        head.add(new Solid(
                sphere(0.04).at(0.485, 2.83, 0.02).mirrored(), Material.metal(Paint.plain(Vec.rgb(0xe6b85a)), 0.15)));
        var nod = new Pose(-10, 4, 2.5);
        var subject = new ArrayList<>(head.stream().map(nod::of).toList());
        subject.add(new Solid(
                rod(Vec.of(0, 2.75, -0.06), Vec.of(0, 2.2, -0.08), 0.185, 0.2), Material.skin(Portrait::complexion)));
        var wool = Material.cloth(
                (x, y, z) -> Vec.rgb(0x2f5f8f).times(0.85 + 0.3 * Noise.fractal(x * 12, y * 12, z * 12)), 30);
        subject.add(new Solid(jumper(), wool));
        var turn = new Pose(14, 0, 0);
        return new Scene(
                subject.stream().map(turn::of).toList(),
                new Meadow(0.16),
                new Camera(Vec.of(0, 2.75, 9.5), Vec.of(0, 2.72, 0), 20.5, 0.3, 720, 960));
    }

    private static Shape face() {
        return Shape.melt(
                0.1,
                Shape.melt(
                        0.25,
                        ellipsoid(0.45, 0.5, 0.47).at(0, 3.12, 0),
                        ellipsoid(0.37, 0.36, 0.37).at(0, 2.84, 0.08)),
                ellipsoid(0.055, 0.05, 0.06).at(0, 2.875, 0.5),
                ellipsoid(0.07, 0.12, 0.08).at(0.46, 2.95, 0).mirrored());
    }

    private static Shape hair() {
        Shape strands =
                (x, y, z) -> 0.012 * Math.sin(Math.atan2(x, z + 0.2) * 34 + 3 * Noise.value(x * 3, y * 3, z * 3));
        var cap = ellipsoid(0.54, 0.56, 0.56).at(0, 3.2, -0.07);
        var opening = ellipsoid(0.4, 0.5, 0.5).at(0.06, 2.84, 0.5);
        var lower = ellipsoid(0.5, 0.5, 0.32).at(0, 2.95, -0.26);
        var locks =
                Shape.melt(0.1, ellipsoid(0.1, 0.26, 0.16).at(0.48, 3.02, 0.12).mirrored());
        var bun = ellipsoid(0.25, 0.22, 0.25).at(0, 3.83, -0.2);
        return Shape.melt(0.08, Shape.melt(0.1, cap, lower, locks).cut(0.06, opening), bun)
                .embossed(strands);
    }

    private static Shape jumper() {
        var trunk = rod(Vec.of(0, 1.72, 0), Vec.of(0, 0.6, 0), 0.64, 0.6);
        Shape torso = (x, y, z) -> trunk.distance(x, y, z * 1.45) * 0.69;
        var shoulders = rod(Vec.of(-0.55, 2.0, -0.04), Vec.of(0.55, 2.0, -0.04), 0.25, 0.25);
        var slope = ellipsoid(0.5, 0.24, 0.3).at(0, 2.16, -0.06);
        var arms = tube(
                        0.235,
                        0.19,
                        Vec.of(0.64, 1.98, -0.03),
                        Vec.of(0.86, 1.5, -0.05),
                        Vec.of(0.92, 1.0, 0.0),
                        Vec.of(0.86, 0.55, 0.16))
                .mirrored();
        Shape rib = (x, y, z) -> 0.007 * Math.sin(Math.atan2(x, z) * 46) * (y > 2.2 ? 1 : 0)
                + 0.004 * Math.sin(y * 150) * (y > 2.2 ? 0 : 1);
        var collar = Shape.melt(
                0.05, torus(0.235, 0.085).at(0, 2.42, -0.07), torus(0.25, 0.08).at(0, 2.32, -0.07));
        return Shape.melt(0.06, Shape.melt(0.18, torso, shoulders, slope), arms, collar)
                .embossed(rib);
    }

    private static Vec complexion(double x, double y, double z) {
        double blush = Math.exp(-(Math.pow(Math.abs(x) - 0.27, 2) + Math.pow(y - 2.86, 2)) * 90) * step(0.1, 0.3, z);
        double nose = Math.exp(-(x * x + Math.pow(y - 2.87, 2)) * 200) * step(0.4, 0.5, z);
        return Vec.rgb(0xf0bd98).mix(Vec.rgb(0xe87f6c), 0.5 * blush + 0.25 * nose);
    }
}
