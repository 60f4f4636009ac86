package io.kirinuki.operation;

import java.util.List;
import java.util.Optional;

/**
 * How far a photo is turned, says a model.
 *
 * @param degrees counter-clockwise, -180..180
 * @param uncertainty 0..1, how little several looks agree: 1 less the length of the mean of their directions; absent where
 *     there was but one
 */
public record Heading(double degrees, Optional<Double> uncertainty) {
    private static final double QUARTER = 90;

    /**
     * By how much the photo is turned further, counter-clockwise in degrees, for each of so many looks; not for the first.
     * No two are the same but for quarter turns: networks that look at each quarter themselves would say the same of both.
     */
    public static double turn(int look, int looks) {
        return look * (QUARTER + QUARTER / looks);
    }

    /**
     * What the first look said, and how little the others agree. The mean would be the worse angle: all but the first have
     * seen pixels between pixels.
     *
     * @param looks what each said of the photo, in degrees, its own {@link #turn} taken off
     */
    public static Heading of(List<Double> looks) {
        double degrees = Math.IEEEremainder(looks.getFirst(), 360);
        if (looks.size() == 1) return new Heading(degrees, Optional.empty());
        double sine = mean(looks.stream().map(Math::toRadians).map(Math::sin).toList());
        double cosine = mean(looks.stream().map(Math::toRadians).map(Math::cos).toList());
        return new Heading(degrees, Optional.of(Math.clamp(1 - Math.hypot(sine, cosine), 0.0, 1.0)));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
