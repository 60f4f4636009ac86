package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Noise.step;
import static io.kirinuki.local.samples.Shapes.ellipsoid;
import static io.kirinuki.local.samples.Shapes.rod;
import static io.kirinuki.local.samples.Shapes.sphere;
import static io.kirinuki.local.samples.Shapes.torus;
import static io.kirinuki.local.samples.Shapes.tube;

import io.kirinuki.local.samples.Material.Paint;
import java.util.List;
import java.util.stream.Stream;

/** A sitting Shiba with a red collar on a lawn. */
final class Dog {
    private static final Vec FOX = Vec.rgb(0xc9772f);
    private static final Vec CREAM = Vec.rgb(0xf6e6cc);

    private Dog() {}

    static Scene scene() {
        var black = Material.glazed(Paint.plain(Vec.rgb(0x120d0b)));
        var fur = Material.fur(Dog::coat, 16);
        Shape tufts = (x, y, z) -> 0.03 * (Noise.fractal(x * 15, y * 6, z * 15) - 0.5);
        var body = Shape.melt(0.12, trunk(), frontLegs(), hindLegs(), tail()).embossed(tufts);
        var eyes = sphere(0.075).at(0.2, 1.99, 0.735).mirrored();
        var glint = sphere(0.02).at(0.178, 2.025, 0.805).mirrored();
        var nose = ellipsoid(0.1, 0.075, 0.07).at(0, 1.885, 1.045);
        var mouth = Shape.union(
                tube(0.014, 0.01, Vec.of(0, 1.73, 1.035), Vec.of(0.09, 1.685, 1.0), Vec.of(0.19, 1.735, 0.85))
                        .mirrored(),
                rod(Vec.of(0, 1.83, 1.06), Vec.of(0, 1.73, 1.035), 0.012, 0.012));
        var tongue = ellipsoid(0.075, 0.1, 0.03).turnedX(-18).at(0, 1.635, 0.985);
        var collar = torus(0.395, 0.065).turnedX(14).at(0, 1.5, 0.2);
        var tag = ellipsoid(0.09, 0.09, 0.03).at(0, 1.36, 0.69);
        var head = List.of(
                new Solid(head().embossed(tufts), fur),
                new Solid(eyes, black),
                new Solid(glint, Material.matte(Paint.plain(Vec.grey(1))).glowing(Paint.plain(Vec.grey(0.5)))),
                new Solid(nose, Material.satin(Paint.plain(Vec.rgb(0x17100e)))),
                new Solid(mouth, Material.matte(Paint.plain(Vec.rgb(0x3a1a14)))),
                new Solid(tongue, Material.satin(Paint.plain(Vec.rgb(0xe8737a)))));
        var rest = List.of(
                new Solid(body, fur),
                new Solid(collar, Material.satin(Paint.plain(Vec.rgb(0xc9252d)))),
                new Solid(tag, Material.metal(Paint.plain(Vec.rgb(0xe0b04a)), 0.2)));
        var tilted = head.stream().map(new Pose(9, -7, 1.6, 0.16)::of);
        var turned = Stream.concat(tilted, rest.stream())
                .map(new Pose(-24, 0, 0)::of)
                .toList();
        return new Scene(
                turned, new Meadow(0.3), new Camera(Vec.of(0, 2.0, 9.5), Vec.of(0.03, 1.36, 0.2), 21.5, 0.3, 960, 720));
    }

    private static Shape trunk() {
        return Shape.melt(
                0.3,
                ellipsoid(0.56, 0.52, 0.58).at(0, 0.52, -0.38),
                rod(Vec.of(0, 0.62, -0.3), Vec.of(0, 1.22, 0.12), 0.48, 0.4),
                ellipsoid(0.4, 0.5, 0.34).at(0, 1.02, 0.27),
                rod(Vec.of(0, 1.22, 0.12), Vec.of(0, 1.72, 0.25), 0.36, 0.35));
    }

    private static Shape frontLegs() {
        return Shape.melt(
                        0.1,
                        rod(Vec.of(0.25, 0.98, 0.33), Vec.of(0.25, 0.12, 0.46), 0.18, 0.125),
                        ellipsoid(0.155, 0.11, 0.2).at(0.25, 0.1, 0.55))
                .mirrored();
    }

    private static Shape hindLegs() {
        return Shape.melt(
                        0.12,
                        ellipsoid(0.26, 0.4, 0.46).at(0.42, 0.46, -0.1),
                        ellipsoid(0.155, 0.11, 0.3).at(0.5, 0.1, 0.28))
                .mirrored();
    }

    private static Shape tail() {
        return tube(
                0.15,
                0.17,
                Vec.of(0, 0.62, -0.85),
                Vec.of(0.3, 0.95, -1.02),
                Vec.of(0.62, 1.22, -0.85),
                Vec.of(0.62, 1.34, -0.56),
                Vec.of(0.42, 1.24, -0.48));
    }

    private static Shape head() {
        var ear = rod(Vec.of(0, 0, 0), Vec.of(0.07, 0.42, 0), 0.2, 0.03);
        Shape flat = (x, y, z) -> ear.distance(x, y, z * 1.7) * 0.6;
        return Shape.melt(
                0.13,
                ellipsoid(0.5, 0.44, 0.45).at(0, 1.97, 0.3),
                ellipsoid(0.28, 0.23, 0.26).at(0.27, 1.83, 0.4).mirrored(),
                rod(Vec.of(0, 1.82, 0.6), Vec.of(0, 1.8, 0.9), 0.22, 0.15),
                flat.turnedX(-8).turnedY(20).at(0.29, 2.26, 0.24).mirrored());
    }

    private static Vec coat(double x, double y, double z) {
        double ruffle = 0.1 * (Noise.fractal(x * 7, y * 5, z * 7) - 0.5);
        double ax = Math.abs(x);
        double muzzle = step(0.02, -0.05, Math.hypot(ax * 0.8, (y - 1.76) * 1.1) - 0.27 + ruffle) * step(0.45, 0.62, z);
        double cheeks = step(0.03, -0.05, Math.hypot((ax - 0.3) * 1.2, y - 1.74) - 0.2 + ruffle) * step(0.3, 0.5, z);
        double brows =
                step(0.02, -0.02, Math.hypot(ax - 0.15, (y - 2.14) * 1.2) - 0.055 + 0.4 * ruffle) * step(0.4, 0.5, z);
        double bib = step(0.05, -0.07, Math.hypot(x * 1.3, (y - 1.15) * 0.62) - 0.35 + ruffle) * step(0.2, 0.4, z);
        double socks = step(0.34, 0.2, y + ruffle);
        double ear = step(0.03, -0.02, Math.hypot((ax - 0.34) * 1.5, (y - 2.43) * 0.75) - 0.1) * step(0.24, 0.3, z);
        double light = Math.clamp(muzzle + cheeks + brows + bib + socks + 0.7 * ear, 0.0, 1.0);
        double streak = Noise.fractal(x * 22, y * 8, z * 22);
        return FOX.mix(CREAM, light).times(0.7 + 0.5 * streak);
    }
}
