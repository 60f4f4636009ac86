package io.kirinuki.annotation;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.mask.Regions;
import io.kirinuki.image.mask.Runs;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The outline of a binary mask, each {@link Ring} a flat list of x and y as in COCO's {@code segmentation}: outer rings
 * clockwise as one sees it, holes counter-clockwise. Together they are the mask by the even-odd rule.
 *
 * <p>Coordinates are of the sides of pixels, as COCO counts them, not of their centres: the pixel in the top left corner
 * is the square from (0, 0) to (1, 1). So with a tolerance of 0 the rings give the very same mask again, and no ring
 * crosses or touches itself; the price is stairs. A tolerance of 1 takes the stairs away. With any, a ring without area
 * is left out, and rings may come to cross each other by as much.
 *
 * @param areas the same again, each outline with the holes in it
 */
public record Polygons(PixelSize size, List<Ring> outlines, List<Ring> holes, List<Area> areas) {
    /** What one outline encloses, without its holes. */
    public record Area(Ring outline, List<Ring> holes) {}

    public Polygons {
        outlines = List.copyOf(outlines);
        holes = List.copyOf(holes);
        areas = List.copyOf(areas);
    }

    /**
     * Traces the subject, which is where alpha is at least {@code threshold} * 255. Takes no native memory; a mask of
     * noise fails.
     *
     * @param tolerance in pixels: how far an outline may be from what it was
     */
    public static Polygons of(Mask mask, double threshold, double tolerance) throws FailedException {
        Runs rows = Runs.ofRows(mask, threshold);
        Regions regions = Regions.of(rows, 0);
        List<Ring> outlines = new ArrayList<>();
        List<Ring> holes = new ArrayList<>();
        Map<Integer, Area> areas = new LinkedHashMap<>();
        IdentityHashMap<Ring, Integer> around = new IdentityHashMap<>();
        for (Ring ring : Contours.of(rows)) {
            boolean isHole = ring.area() < 0;
            Optional<Ring> kept = ring.simplified(tolerance);
            if (kept.isEmpty()) continue;
            // Below and to the right of its top left corner an outline has the subject; a hole has it above.
            int corner = ring.topLeft();
            int region = regions.region(rows.covering(ring.y(corner) - (isHole ? 1 : 0), ring.x(corner)));
            if (isHole) {
                holes.add(kept.get());
                around.put(kept.get(), region);
            } else {
                outlines.add(kept.get());
                areas.put(region, new Area(kept.get(), new ArrayList<>()));
            }
        }
        for (Ring hole : holes) {
            Area area = areas.get(around.get(hole));
            if (area != null) area.holes().add(hole); // else its outline is left out
        }
        return new Polygons(mask.size(), outlines, holes, List.copyOf(areas.values()));
    }
}
