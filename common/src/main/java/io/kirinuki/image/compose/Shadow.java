package io.kirinuki.image.compose;

/**
 * A shadow that a subject casts on what is right behind it: the subject's own shape in black, moved and blurred.
 * Lengths are shares of the height of the subject's box, so that a pipeline's shadows look alike on photos of any size.
 *
 * @param opacity of the darkest shadow, 0..1
 * @param blur two standard deviations of the bell, as the blur radius of CSS: 0..1; less than two thousandths of the
 *     photo's longer side comes out as about that
 * @param right how far it is moved to the right, -2..2
 * @param down how far it is moved downwards, -2..2
 */
public record Shadow(double opacity, double blur, double right, double down) {
    public static final double FARTHEST = 2;

    public Shadow {
        refuseOutside("opacity", opacity, 0, 1);
        refuseOutside("blur", blur, 0, 1);
        refuseOutside("right", right, -FARTHEST, FARTHEST);
        refuseOutside("down", down, -FARTHEST, FARTHEST);
    }

    private static void refuseOutside(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException("a shadow's %s is %s to %s, not %s".formatted(name, least, most, value));
        }
    }
}
