package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Noise.step;
import static io.kirinuki.local.samples.Shapes.box;
import static io.kirinuki.local.samples.Shapes.cylinder;
import static io.kirinuki.local.samples.Shapes.ellipsoid;
import static io.kirinuki.local.samples.Shapes.lathe;

import io.kirinuki.local.samples.Material.Paint;
import java.util.ArrayList;
import java.util.List;

/** An old rangefinder camera in chrome and brown leather on a paper sweep. */
final class FilmCamera {
    private static final Vec CHROME = Vec.rgb(0xd9d8d2);

    private FilmCamera() {}

    static Scene scene() {
        var subject = new ArrayList<Solid>();
        var leather = Material.satin(Paint.plain(Vec.rgb(0x6e3a20))).bumped(0.22, 44);
        var chrome = Material.metal(Paint.plain(CHROME), 0.28);
        var bright = Material.metal(Paint.plain(Vec.rgb(0xe8e6e0)), 0.12);
        var black = Material.satin(Paint.plain(Vec.rgb(0x151517)));
        subject.add(solid(leather, box(1.5, 0.5, 0.4, 0.34).at(0, 0.68, 0)));
        subject.add(solid(
                chrome,
                box(1.5, 0.1, 0.41, 0.08)
                        .at(0, 0.14, 0)
                        .within(0.05, box(1.52, 0.6, 0.42, 0.34).at(0, 0.6, 0))));
        var top =
                box(1.5, 0.17, 0.41, 0.06).within(0.06, box(1.5, 2, 0.41, 0.34)).at(0, 1.3, 0);
        var hump = box(0.56, 0.2, 0.36, 0.09).at(0, 1.5, 0);
        subject.add(solid(chrome, Shape.melt(0.08, top, hump)));
        window(subject, -0.0, 0.28, 0.13, 1.49);
        window(subject, -1.05, 0.14, 0.09, 1.32);
        subject.add(solid(bright, knob(0.26, 0.13).at(-1.05, 1.54, 0)));
        subject.add(solid(bright, knob(0.2, 0.1).at(1.0, 1.53, 0)));
        subject.add(solid(bright, cylinder(0.09, 0.1, 0.03).at(0.68, 1.54, 0.1)));
        lens(subject, bright, black);
        return new Scene(
                subject.stream().map(new Pose(24, 0, 0)::of).toList(),
                new Studio(Vec.rgb(0xe9b9a6)),
                new Camera(Vec.of(0, 2.5, 7.6), Vec.of(0.02, 0.84, 0.1), 23, 0.1, 960, 720));
    }

    private static void lens(List<Solid> subject, Material bright, Material black) {
        subject.add(solid(bright, ring(0.68, 0.07, 0.46)));
        subject.add(solid(black, ring(0.6, 0.16, 0.6)));
        Paint scale = (x, y, z) -> {
            double angle = Math.atan2(y - 0.72, x);
            double tick = step(0.8, 0.9, Math.sin(angle * 44));
            return Vec.rgb(0xcfcdc6).mix(Vec.rgb(0x222222), tick * step(0.7, 0.72, z) * (1 - step(0.76, 0.78, z)));
        };
        subject.add(solid(Material.metal(scale, 0.2), ring(0.54, 0.13, 0.78)));
        var knurl = ring(0.57, 0.07, 0.9).embossed((x, y, z) -> 0.008 * Math.sin(Math.atan2(y - 0.72, x) * 60));
        subject.add(solid(black, knurl));
        subject.add(solid(bright, ring(0.5, 0.04, 1)));
        Paint glass = (x, y, z) -> {
            double r = Math.sqrt(x * x + (y - 0.72) * (y - 0.72));
            return Vec.rgb(0x0a0c18)
                    .mix(Vec.rgb(0x4a2a78), step(0.12, 0.34, r))
                    .mix(Vec.rgb(0x0d1020), step(0.3, 0.38, r));
        };
        subject.add(solid(Material.glazed(glass), ellipsoid(0.38, 0.38, 0.12).at(0, 0.72, 0.96)));
    }

    /** A lens ring about the optical axis, {@code half} deep to each side of {@code z}, open in the middle. */
    private static Shape ring(double radius, double half, double z) {
        return lathe(
                        0.37,
                        -half,
                        radius - 0.03,
                        -half,
                        radius,
                        -half + 0.03,
                        radius,
                        half - 0.03,
                        radius - 0.03,
                        half,
                        0.37,
                        half - 0.02)
                .turnedX(90)
                .at(0, 0.72, z);
    }

    private static Shape knob(double radius, double half) {
        return cylinder(radius, half, 0.03)
                .embossed((x, y, z) ->
                        0.006 * Math.sin(Math.atan2(z, x) * 40) * step(0.8 * radius, radius, Math.hypot(x, z)));
    }

    private static void window(List<Solid> subject, double x, double a, double b, double y) {
        var glass = Material.glazed(Paint.plain(Vec.rgb(0x10141c)));
        subject.add(solid(glass, box(a, b, 0.02, 0.02).at(x, y, x == 0 ? 0.36 : 0.405)));
    }

    private static Solid solid(Material material, Shape shape) {
        return new Solid(shape, material);
    }
}
