package io.kirinuki.operation;

import io.kirinuki.annotation.Polygons;
import io.kirinuki.annotation.Ring;
import io.kirinuki.image.Mask;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mask as {@link Polygons}, a JSON object: size as height and width, threshold, tolerance, {@code segmentation} with
 * the outer rings and {@code holes} with the others, each ring a flat list of x and y. COCO's own {@code segmentation}
 * has no holes: who needs them there takes run lengths.
 *
 * @param tolerance how far an outline may be from the pixels' sides, in pixels; 0 keeps the mask exactly
 */
record PolygonsOperation(String role, String model, double threshold, double tolerance) implements AnnotationOperation {
    static PolygonsOperation of(String role, Parameters parameters) throws FailedException {
        return new PolygonsOperation(
                role,
                parameters.text("model", "subject"),
                parameters.share("threshold").orElse(0.5),
                parameters.number("tolerance", 0, 1000).orElse(1.0));
    }

    @Override
    public int revision() {
        return 1;
    }

    @Override
    public Map<String, Object> fields(Mask alpha) throws FailedException {
        Polygons polygons = Polygons.of(alpha, threshold, tolerance);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("size", List.of(polygons.size().height(), polygons.size().width()));
        fields.put("threshold", threshold);
        fields.put("tolerance", tolerance);
        fields.put(
                "segmentation",
                polygons.outlines().stream().map(Ring::coordinates).toList());
        fields.put("holes", polygons.holes().stream().map(Ring::coordinates).toList());
        return fields;
    }
}
