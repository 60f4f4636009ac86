package io.kirinuki.local.samples;

/**
 * How a surface answers light. {@code roughness} 0..1 blurs reflections, {@code reflectance} is what
 * comes back head-on (0.04 for paint and glaze), {@code wrap} lets light creep round the edge as in
 * skin, {@code sheen} brightens the rim as in cloth and fur, {@code bump} tilts normals by noise of
 * {@code grain} bumps per unit.
 */
record Material(
        Paint paint,
        double roughness,
        double reflectance,
        boolean metal,
        double wrap,
        double sheen,
        double bump,
        double grain,
        Paint glow) {

    /** Colour at a point of a surface. */
    @FunctionalInterface
    interface Paint {
        Vec at(double x, double y, double z);

        static Paint plain(Vec colour) {
            return (x, y, z) -> colour;
        }
    }

    private static final Paint DARK = Paint.plain(Vec.ZERO);

    static Material glazed(Paint paint) {
        return new Material(paint, 0.08, 0.05, false, 0, 0, 0, 1, DARK);
    }

    static Material satin(Paint paint) {
        return new Material(paint, 0.4, 0.045, false, 0, 0, 0, 1, DARK);
    }

    static Material matte(Paint paint) {
        return new Material(paint, 0.9, 0.02, false, 0.05, 0, 0, 1, DARK);
    }

    static Material metal(Paint paint, double roughness) {
        return new Material(paint, roughness, 0.8, true, 0, 0, 0, 1, DARK);
    }

    static Material cloth(Paint paint, double grain) {
        return new Material(paint, 0.95, 0.02, false, 0.15, 0.25, 0.25, grain, DARK);
    }

    static Material skin(Paint paint) {
        return new Material(paint, 0.5, 0.035, false, 0.35, 0.06, 0, 1, DARK);
    }

    static Material fur(Paint paint, double grain) {
        return new Material(paint, 0.85, 0.02, false, 0.25, 0.3, 0.5, grain, DARK);
    }

    Material painted(Paint other) {
        return new Material(other, roughness, reflectance, metal, wrap, sheen, bump, grain, glow);
    }

    Material bumped(double strength, double perUnit) {
        return new Material(paint, roughness, reflectance, metal, wrap, sheen, strength, perUnit, glow);
    }

    Material glowing(Paint light) {
        return new Material(paint, roughness, reflectance, metal, wrap, sheen, bump, grain, light);
    }
}
