package io.kirinuki.image;

import java.util.Optional;

/** How many pixels of a picture lie on a metre of paper, sideways and downwards. */
public record Density(double across, double down) {
    private static final double INCH = 0.0254;
    /** Pixels an inch that JPEG can say. */
    private static final int MOST = 65_535;

    public Density {
        if (!(isSensible(across) && isSensible(down))) {
            throw new IllegalArgumentException(
                    "a density is 1 to %d pixels an inch, not %s and %s a metre".formatted(MOST, across, down));
        }
    }

    private static boolean isSensible(double perMetre) {
        return perMetre * INCH >= 0.5 && perMetre * INCH <= MOST;
    }

    /** Empty where the numbers can be none. */
    public static Optional<Density> ofMetre(double across, double down) {
        return isSensible(across) && isSensible(down) ? Optional.of(new Density(across, down)) : Optional.empty();
    }

    public static Optional<Density> ofInch(double across, double down) {
        return ofMetre(across / INCH, down / INCH);
    }

    /** Of a picture that was turned by a quarter. */
    public Density sideways() {
        return new Density(/* across= */ down, /* down= */ across);
    }

    /** Rounded, at least 1. */
    public int acrossInch() {
        return inch(across);
    }

    public int downInch() {
        return inch(down);
    }

    private static int inch(double perMetre) {
        return (int) Math.max(1, Math.round(perMetre * INCH));
    }
}
