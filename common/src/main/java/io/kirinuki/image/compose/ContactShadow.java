package io.kirinuki.image.compose;

/**
 * A shadow where a subject stands on the ground: a soft ellipse below each part of it that comes down to its lowest rows, so
 * that a table has one for each leg.
 *
 * @param opacity of its middle, 0..1
 * @param width how wide each is, of what stands there, 0.2..3
 * @param height how high each is, a share of the height of the subject's box, 0.005..0.5
 */
public record ContactShadow(double opacity, double width, double height) {
    public static final double LEAST_WIDTH = 0.2;
    public static final double MOST_WIDTH = 3;
    public static final double LEAST_HEIGHT = 0.005;
    public static final double MOST_HEIGHT = 0.5;

    public ContactShadow {
        refuseOutside("opacity", opacity, 0, 1);
        refuseOutside("width", width, LEAST_WIDTH, MOST_WIDTH);
        refuseOutside("height", height, LEAST_HEIGHT, MOST_HEIGHT);
    }

    private static void refuseOutside(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    "a contact shadow's %s is %s to %s, not %s".formatted(name, least, most, value));
        }
    }
}
