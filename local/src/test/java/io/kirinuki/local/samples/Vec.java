package io.kirinuki.local.samples;

/** A point, direction or linear RGB colour. */
record Vec(double x, double y, double z) {
    static final Vec ZERO = new Vec(0, 0, 0);

    static Vec of(double x, double y, double z) {
        return new Vec(x, y, z);
    }

    static Vec grey(double value) {
        return new Vec(value, value, value);
    }

    /** A colour as designers write it, {@code 0xRRGGBB} in sRGB, made linear. */
    static Vec rgb(int hex) {
        return new Vec(linear((hex >> 16) & 255), linear((hex >> 8) & 255), linear(hex & 255));
    }

    private static double linear(int level) {
        return Math.pow(level / 255.0, 2.2);
    }

    Vec plus(Vec o) {
        return new Vec(x + o.x, y + o.y, z + o.z);
    }

    Vec minus(Vec o) {
        return new Vec(x - o.x, y - o.y, z - o.z);
    }

    Vec times(double f) {
        return new Vec(x * f, y * f, z * f);
    }

    Vec times(Vec o) {
        return new Vec(x * o.x, y * o.y, z * o.z);
    }

    double dot(Vec o) {
        return x * o.x + y * o.y + z * o.z;
    }

    Vec cross(Vec o) {
        return new Vec(y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x);
    }

    double length() {
        return Math.sqrt(dot(this));
    }

    Vec unit() {
        return times(1 / length());
    }

    Vec mix(Vec o, double share) {
        return times(1 - share).plus(o.times(share));
    }

    /** This direction after bouncing off a surface with unit normal {@code n}. */
    Vec reflect(Vec n) {
        return minus(n.times(2 * dot(n)));
    }
}
