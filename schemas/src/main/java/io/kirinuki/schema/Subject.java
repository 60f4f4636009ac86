package io.kirinuki.schema;

import java.util.List;
import java.util.Optional;

/**
 * Which of several subjects is meant, in pixels of the upright photo from its top left corner: of the parts that a mask falls
 * into, the one that lies in a box more than the others, or those that points lie in; and where subjects may be at all. One
 * of the three is there, and not both of the first two.
 *
 * @param roi the region of interest: what lies outside of it is no subject
 */
public record Subject(Optional<ImageResult.Box> box, Optional<List<Point>> points, Optional<ImageResult.Box> roi) {
    public record Point(int x, int y) {}

    public Subject {
        if (box.isPresent() && points.isPresent()) {
            throw new IllegalArgumentException("subject: box or points expected, found both");
        }
        if (box.isEmpty() && points.isEmpty() && roi.isEmpty()) {
            throw new IllegalArgumentException("subject: box, points or roi expected, found none of them");
        }
        points = points.map(List::copyOf);
    }
}
