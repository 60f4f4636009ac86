package io.kirinuki.local.samples;

import java.util.OptionalDouble;

/**
 * Sphere-traces a scene. The subject is lit by a key light with soft shadows, ambient occlusion, sky
 * and ground fill, a rim light and one reflection; the backdrop is seen through the camera's lens, so
 * that it blurs with distance while the subject stays sharp. Immutable after construction.
 */
final class Marcher {
    private static final double HIT = 0.0006;
    private static final int LENS_RAYS = 20;

    /** A pixel's linear colour and whether the subject is in it. */
    record Sample(Vec colour, boolean subject) {}

    private final Scene scene;
    private final Field field;
    private final Backdrop.Light light;

    Marcher(Scene scene) {
        this.scene = scene;
        this.field = new Field(scene.subject());
        this.light = scene.backdrop().light();
    }

    Sample look(double column, double row, int seed) {
        var camera = scene.camera();
        var direction = camera.direction(column, row);
        double toGround = direction.y() < -1e-6 ? -camera.position().y() / direction.y() : Double.MAX_VALUE;
        var hit = march(camera.position(), direction, toGround);
        if (hit.isPresent()) {
            return new Sample(shade(camera.position().plus(direction.times(hit.getAsDouble())), direction), true);
        }
        return new Sample(backdrop(direction, toGround, seed), false);
    }

    private OptionalDouble march(Vec o, Vec d, double limit) {
        double[] span = field.span(o, d);
        double end = Math.min(span[1], limit);
        double t = span[0];
        for (int i = 0; i < 220 && t < end; i++) {
            double h = field.distance(o.x() + t * d.x(), o.y() + t * d.y(), o.z() + t * d.z());
            if (h < HIT) return OptionalDouble.of(t);
            t += h * 0.9;
        }
        return OptionalDouble.empty();
    }

    private Vec backdrop(Vec direction, double toGround, int seed) {
        var camera = scene.camera();
        var focus = camera.focus(direction);
        var sum = Vec.ZERO;
        for (int i = 0; i < LENS_RAYS; i++) {
            var from =
                    camera.lensPoint((i + Noise.hash(seed, i, 1)) / LENS_RAYS, Noise.hash(seed, 0, 2) + i * 0.618034);
            sum = sum.plus(unshaded(from, focus.minus(from).unit()));
        }
        var seen = sum.times(1.0 / LENS_RAYS);
        if (toGround == Double.MAX_VALUE) return seen;
        return seen.times(groundLight(camera.position().plus(direction.times(toGround))));
    }

    private Vec unshaded(Vec from, Vec direction) {
        var backdrop = scene.backdrop();
        if (direction.y() > -1e-4) return backdrop.behind(from, direction);
        double t = -from.y() / direction.y();
        var p = from.plus(direction.times(t));
        return backdrop.far(backdrop.ground(p.x(), p.z()), from, direction, t);
    }

    /** How much of the open-air light reaches the ground at {@code p}; 1 far from the subject. */
    private Vec groundLight(Vec p) {
        var up = Vec.of(0, 1, 0);
        double shadow = shadow(p.plus(up.times(0.004)), light.towardsKey());
        double ao = 0.3 + 0.7 * occlusion(p, up, 0.5);
        var key = light.key().times(light.towardsKey().y() * 0.8);
        var open = key.plus(light.sky());
        var here = key.times(shadow * (0.5 + 0.5 * ao)).plus(light.sky().times(ao));
        return Vec.of(here.x() / open.x(), here.y() / open.y(), here.z() / open.z());
    }

    private Vec shade(Vec p, Vec view) {
        var material = field.material(p);
        var n = bumped(field.normal(p, 0.0012), p, material);
        double facing = Math.max(0, -n.dot(view));
        double ao = occlusion(p, n, 0.28) * groundOcclusion(p, n);
        var off = p.plus(n.times(0.004));
        double towards = n.dot(light.towardsKey());
        double lit = Math.max(0, (towards + material.wrap()) / (1 + material.wrap()));
        double shadow = lit > 0 ? shadow(off.plus(n.times(0.01 + 0.05 * material.wrap())), light.towardsKey()) : 0;
        double upness = 0.5 + 0.5 * n.y();
        var diffuse = light.key()
                .times(lit * shadow)
                .plus(light.sky().times(upness * ao))
                .plus(light.bounce().times((1 - upness) * ao))
                .plus(light.rim().times(Math.max(0, n.dot(light.towardsRim())) * ao));
        var albedo = material.paint().at(p.x(), p.y(), p.z());
        double rim = Math.pow(1 - facing, 5) * (1 - material.roughness());
        double fresnel = material.reflectance() + (1 - material.reflectance()) * rim;
        var mirror = view.reflect(n);
        double open = Math.min(1, 0.25 + 0.75 * shadow(off, mirror)) * (0.4 + 0.6 * ao);
        var tint = material.metal() ? albedo : Vec.grey(1);
        var reflection =
                scene.backdrop().reflected(mirror, material.roughness()).times(open * fresnel);
        var highlight =
                light.key().times(highlight(n, view, material.roughness()) * shadow * fresnel * Math.max(0, towards));
        var body = material.metal()
                ? albedo.times(diffuse).times(0.15)
                : albedo.times(diffuse).times(1 - fresnel);
        var sheen = albedo.mix(Vec.grey(1), 0.3)
                .times(material.sheen() * Math.pow(1 - facing, 3) * ao)
                .times(light.sky().plus(light.key().times(0.3 * shadow)));
        return body.plus(reflection.plus(highlight).times(tint))
                .plus(sheen)
                .plus(material.glow().at(p.x(), p.y(), p.z()));
    }

    private double highlight(Vec n, Vec view, double roughness) {
        var half = light.towardsKey().minus(view).unit();
        double a = Math.max(roughness * roughness, 0.02);
        double c = Math.max(0, n.dot(half));
        double d = c * c * (a * a - 1) + 1;
        return Math.min(a * a / (4 * d * d) / Math.max(a, 0.1), 12);
    }

    private static Vec bumped(Vec n, Vec p, Material material) {
        if (material.bump() == 0) return n;
        double f = material.grain();
        double base = Noise.fractal(p.x() * f, p.y() * f, p.z() * f);
        double e = 0.35;
        var slope = Vec.of(
                Noise.fractal(p.x() * f + e, p.y() * f, p.z() * f) - base,
                Noise.fractal(p.x() * f, p.y() * f + e, p.z() * f) - base,
                Noise.fractal(p.x() * f, p.y() * f, p.z() * f + e) - base);
        return n.minus(slope.times(material.bump() / e)).unit();
    }

    /** Improved soft shadow of Aaltonen: 1 in the open, 0 in the umbra. */
    private double shadow(Vec o, Vec d) {
        double[] span = field.span(o, d);
        double t = Math.max(span[0], 0.01);
        double light = 1;
        for (int i = 0; i < 90 && t < span[1]; i++) {
            double h = field.distance(o.x() + t * d.x(), o.y() + t * d.y(), o.z() + t * d.z());
            light = Math.min(light, 0.5 + 0.5 * this.light.hardness() * h / t);
            if (light <= 0) return 0;
            t += Math.clamp(h * 0.8, 0.008, 0.25);
        }
        return light * light * (3 - 2 * light);
    }

    private double occlusion(Vec p, Vec n, double reach) {
        double blocked = 0;
        double weight = 1;
        for (int i = 1; i <= 5; i++) {
            double h = reach * i * i / 25;
            double d = field.exact(p.x() + n.x() * h, p.y() + n.y() * h, p.z() + n.z() * h);
            blocked += weight * Math.max(0, h - d) / reach;
            weight *= 0.85;
        }
        return Math.clamp(1 - 0.75 * blocked, 0.0, 1.0);
    }

    /** The ground is no solid of the field, so a low surface that looks down is darkened here. */
    private static double groundOcclusion(Vec p, Vec n) {
        double near = Math.exp(-p.y() / 0.22);
        return 1 - near * (0.3 - 0.35 * n.y());
    }
}
