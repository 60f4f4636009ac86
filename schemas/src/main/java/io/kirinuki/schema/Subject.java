package io.kirinuki.schema;

import java.util.List;
import java.util.Optional;

/**
 * Which of several subjects is meant, in pixels of the upright photo from its top left corner: of the parts that a mask falls
 * into, the one that lies in a box more than the others, or those that points lie in. One of the two is there.
 */
public record Subject(Optional<ImageResult.Box> box, Optional<List<Point>> points) {
    public record Point(int x, int y) {}

    public Subject {
        if (box.isPresent() == points.isPresent()) {
            throw new IllegalArgumentException(
                    "subject: box or points expected, found %s".formatted(box.isPresent() ? "both" : "neither"));
        }
        points = points.map(List::copyOf);
    }
}
