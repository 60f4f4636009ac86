package io.kirinuki.pipeline.trial;

/**
 * How far two versions of a model may be apart and still agree.
 *
 * @param iou the least of two masks or mattes of one image, 0..1
 * @param degrees the most between two angles of one image, 0..180
 * @param uncertainty by how much the new version may be less certain than the served one, in the mean of all images
 */
public record Bounds(double iou, double degrees, double uncertainty) {
    public Bounds {
        if (!(iou >= 0 && iou <= 1)) {
            throw new IllegalArgumentException("iou: 0 to 1 expected, found %s".formatted(iou));
        }
        if (!(degrees >= 0 && degrees <= 180)) {
            throw new IllegalArgumentException("degrees: 0 to 180 expected, found %s".formatted(degrees));
        }
        if (!(uncertainty >= 0 && uncertainty <= 1)) {
            throw new IllegalArgumentException("uncertainty: 0 to 1 expected, found %s".formatted(uncertainty));
        }
    }
}
