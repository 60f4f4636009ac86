package io.kirinuki.local.samples;

import static io.kirinuki.local.samples.Noise.step;
import static io.kirinuki.local.samples.Shapes.box;
import static io.kirinuki.local.samples.Shapes.cylinder;
import static io.kirinuki.local.samples.Shapes.ellipsoid;
import static io.kirinuki.local.samples.Shapes.slab;
import static io.kirinuki.local.samples.Shapes.torus;

import io.kirinuki.local.samples.Material.Paint;
import java.util.ArrayList;
import java.util.List;

/** A small red hatchback of the sixties, parked in a street; it looks to the left. */
final class Car {
    private static final Vec RED = Vec.rgb(0xb81d24);
    private static final Vec GLASS = Vec.rgb(0x0a0f13);
    private static final double AXLE = 1.24;

    private static final Outline SIDE_GLASS =
            new Outline(-0.86, 1.12, -0.4, 1.52, -0.2, 1.58, 0.95, 1.58, 1.16, 1.52, 1.44, 1.14);

    private Car() {}

    static Scene scene() {
        var parts = new ArrayList<Solid>();
        var chrome = Material.metal(Paint.plain(Vec.rgb(0xe3e3e0)), 0.12);
        parts.add(new Solid(body(), Material.glazed(Car::lacquer)));
        parts.add(new Solid(cabin(), Material.glazed(Car::windows)));
        parts.add(new Solid(box(1.75, 0.2, 0.6, 0.1).at(0, 0.36, 0), dark(0x0c0c0d)));
        for (double x : new double[] {-AXLE, AXLE})
            for (double z : new double[] {-0.73, 0.73}) wheel(parts, x, z, chrome);
        face(parts, chrome);
        parts.add(new Solid(sides(box(0.13, 0.022, 0.03, 0.02).at(0.12, 0.93, 0.89)), chrome));
        parts.add(new Solid(sides(ellipsoid(0.06, 0.085, 0.11).at(-0.72, 1.2, 0.98)), chrome));
        parts.add(new Solid(box(0.07, 0.06, 0.84, 0.05).at(2.06, 0.45, 0), chrome));
        parts.add(new Solid(
                sides(box(0.05, 0.16, 0.08, 0.04).at(1.99, 0.82, 0.66)),
                Material.glazed(Paint.plain(Vec.rgb(0xa01010)))));
        return new Scene(
                parts, new Street(), new Camera(Vec.of(-5.2, 2.1, 9.2), Vec.of(-0.05, 0.74, 0), 20.5, 0.22, 960, 720));
    }

    private static Shape body() {
        var side = slab(
                0.88,
                0.13,
                Curve.softened(
                        -1.98, 0.2, -1.98, 0.2, -2.04, 0.45, -2.02, 0.78, -1.9, 0.94, -1.5, 1.02, -0.95, 1.08, 0.2, 1.1,
                        1.6, 1.08, 1.94, 1, 2.04, 0.8, 2.04, 0.45, 1.98, 0.2, 1.98, 0.2));
        Shape plan = (x, y, z) -> (Math.abs(z) - 0.9 + 0.035 * x * x * x * x / 8 + 0.12 * (y - 0.7) * (y - 0.7)) * 0.9;
        var arches = Shape.union(
                round(0.47, 0.3).at(-AXLE, 0.4, 0.86), round(0.47, 0.3).at(AXLE, 0.4, 0.86));
        var lips = Shape.union(lip().at(-AXLE, 0.4, 0.85), lip().at(AXLE, 0.4, 0.85));
        var shell = side.within(0.12, plan).cut(0.03, sides(arches));
        return Shape.melt(0.06, shell, sides(lips).within(0.02, (x, y, z) -> 0.22 - y));
    }

    private static Shape cabin() {
        var side = slab(
                0.9,
                0.12,
                Curve.softened(-1.06, 1, -0.46, 1.58, -0.2, 1.68, 1, 1.68, 1.28, 1.58, 1.66, 1.02, 1.5, 0.9, -1, 0.9));
        Shape tumblehome = (x, y, z) -> (Math.abs(z) - edge(y)) * 0.93;
        return side.within(0.14, tumblehome);
    }

    /** Half the cabin's width at a height. */
    private static double edge(double y) {
        return 0.84 - 0.3 * (y - 1.05);
    }

    private static Vec windows(double x, double y, double z) {
        double off = Math.abs(z) - edge(y);
        double pillar = step(0.035, 0.045, Math.abs(x - 0.3));
        double side = step(0.012, -0.008, SIDE_GLASS.distance(x, y)) * pillar * step(-0.07, -0.05, off);
        double screen = step(-0.14, -0.16, off) * step(1.1, 1.12, y) * (1 - step(1.56, 1.58, y));
        double glass = Math.max(side, screen);
        return RED.mix(GLASS.plus(Vec.of(0.01, 0.012, 0.015).times(step(1.1, 1.5, y))), glass);
    }

    private static Vec lacquer(double x, double y, double z) {
        double flank = step(0.7, 0.75, Math.abs(z));
        double door = Math.max(gap(x + 0.72), gap(x - 0.36)) * step(0.3, 0.32, y) * flank;
        double sill = gap(y - 0.31) * step(-0.73, -0.71, x) * (1 - step(0.36, 0.38, x)) * flank;
        double hood = gap(Math.abs(z) - 0.62) * step(0.98, 0.99, y) * (1 - step(-1.06, -1.05, x)) * (1 - flank);
        return RED.times(1 - 0.85 * Math.max(hood, Math.max(door, sill)));
    }

    private static double gap(double distance) {
        return 1 - step(0.007, 0.013, Math.abs(distance));
    }

    private static void wheel(List<Solid> parts, double x, double z, Material chrome) {
        double outwards = Math.signum(z);
        Paint rubber = (a, b, c) -> Vec.rgb(0x1a1a1b);
        parts.add(new Solid(
                round(0.4, 0.13)
                        .cut(0.03, round(0.25, 0.06).at(0, 0, 0.13 * outwards))
                        .at(x, 0.4, z),
                Material.satin(rubber)));
        Paint rim = (a, b, c) -> {
            double slots = step(0.3, 0.5, Math.sin(Math.atan2(b - 0.4, a - x) * 8));
            double r = Math.hypot(a - x, b - 0.4);
            return Vec.rgb(0xd8d8d4).times(1 - 0.9 * slots * step(0.13, 0.14, r) * (1 - step(0.2, 0.21, r)));
        };
        parts.add(new Solid(round(0.245, 0.03).at(x, 0.4, z + 0.08 * outwards), Material.metal(rim, 0.2)));
        parts.add(new Solid(ellipsoid(0.11, 0.11, 0.06).at(x, 0.4, z + 0.11 * outwards), chrome));
    }

    private static void face(List<Solid> parts, Material chrome) {
        var lamp =
                Material.glazed((x, y, z) -> Vec.rgb(0xe9eef0).times(0.75 + 0.25 * step(-0.3, 0.3, Math.sin(z * 130))));
        parts.add(new Solid(
                sides(ellipsoid(0.1, 0.165, 0.165).at(-1.99, 0.76, 0.6)), lamp.glowing(Paint.plain(Vec.grey(0.12)))));
        parts.add(new Solid(sides(torus(0.17, 0.035).turnedZ(90).at(-1.99, 0.76, 0.6)), chrome));
        parts.add(new Solid(box(0.04, 0.13, 0.36, 0.04).at(-2.03, 0.7, 0), dark(0x0e0e10)));
        for (int i = 0; i < 4; i++)
            parts.add(new Solid(box(0.02, 0.014, 0.36, 0.01).at(-2.07, 0.62 + 0.055 * i, 0), chrome));
        parts.add(new Solid(
                box(0.02, 0.16, 0.4, 0.02)
                        .at(-2.035, 0.7, 0)
                        .shell(0.02)
                        .cut(0.01, box(0.2, 0.125, 0.355, 0.03).at(-2.05, 0.7, 0)),
                chrome));
        parts.add(new Solid(box(0.08, 0.065, 0.86, 0.06).at(-2.1, 0.42, 0), chrome));
        parts.add(new Solid(
                sides(ellipsoid(0.05, 0.06, 0.06).at(-2.0, 0.53, 0.62)),
                Material.glazed(Paint.plain(Vec.rgb(0xe88a1a)))));
        parts.add(new Solid(
                box(0.015, 0.06, 0.24, 0.015).at(-2.185, 0.42, 0), Material.satin(Paint.plain(Vec.rgb(0xf0f0ea)))));
    }

    private static Material dark(int colour) {
        return Material.matte(Paint.plain(Vec.rgb(colour)));
    }

    private static Shape lip() {
        return torus(0.47, 0.035).turnedX(90);
    }

    /** A cylinder across the car. */
    private static Shape round(double radius, double half) {
        return cylinder(radius, half, 0.04).turnedX(90);
    }

    private static Shape sides(Shape right) {
        return (x, y, z) -> right.distance(x, y, Math.abs(z));
    }
}
