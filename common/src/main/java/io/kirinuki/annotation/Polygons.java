package io.kirinuki.annotation;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.mask.Runs;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.List;

/**
 * The outline of a binary mask, each {@link Ring} a flat list of x and y as in COCO's {@code segmentation}: outer rings
 * clockwise as one sees it, holes counter-clockwise. Together they are the mask by the even-odd rule.
 *
 * <p>Coordinates are of the sides of pixels, as COCO counts them, not of their centres: the pixel in the top left corner
 * is the square from (0, 0) to (1, 1). So with a tolerance of 0 the rings give the very same mask again, and no ring
 * crosses or touches itself; the price is stairs. A tolerance of 1 takes the stairs away. With any, a ring without area
 * is left out, and rings may come to cross each other by as much.
 */
public record Polygons(PixelSize size, List<Ring> outlines, List<Ring> holes) {
    public Polygons {
        outlines = List.copyOf(outlines);
        holes = List.copyOf(holes);
    }

    /**
     * Traces the subject, which is where alpha is at least {@code threshold} * 255. Takes no native memory; a mask of
     * noise fails.
     *
     * @param tolerance in pixels: how far an outline may be from what it was
     */
    public static Polygons of(Mask mask, double threshold, double tolerance) throws FailedException {
        List<Ring> outlines = new ArrayList<>();
        List<Ring> holes = new ArrayList<>();
        for (Ring ring : Contours.of(Runs.ofRows(mask, threshold))) {
            List<Ring> kind = ring.area() > 0 ? outlines : holes;
            ring.simplified(tolerance).ifPresent(kind::add);
        }
        return new Polygons(mask.size(), outlines, holes);
    }
}
