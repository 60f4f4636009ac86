package io.kirinuki.image.compose;

import io.kirinuki.image.Colour;
import io.kirinuki.image.Photo;

/** What is behind a subject that was cut out. */
public sealed interface Ground {
    /** Nothing: the picture has alpha. */
    record Transparent() implements Ground {}

    /** One colour. */
    record Plain(Colour colour) implements Ground {}

    /** Another picture, which fills the canvas and keeps its shape: what is too much is cut off on both sides alike. */
    record Backdrop(Photo photo) implements Ground {}

    /**
     * The photo itself, blurred as if the subject were not there. Beyond the photo's edges it is mirrored.
     *
     * @param radius two standard deviations of the bell (as the blur radius of CSS) as a share of the photo's longer
     *     side, 0.005..0.5
     */
    record Blurred(double radius) implements Ground {
        public static final double LEAST = 0.005;
        public static final double MOST = 0.5;

        public Blurred {
            if (!(radius >= LEAST && radius <= MOST)) {
                throw new IllegalArgumentException(
                        "a blur's radius is %s to %s, not %s".formatted(LEAST, MOST, radius));
            }
        }
    }
}
