package io.kirinuki.operation;

import io.kirinuki.annotation.Polygons;
import io.kirinuki.annotation.Ring;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Mask;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mask as {@link Polygons}, a JSON object: size as height and width, threshold, tolerance, {@code segmentation} with
 * the outer rings and {@code holes} with the others, each ring a flat list of x and y. COCO's own {@code segmentation}
 * has no holes: who needs them there takes run lengths.
 *
 * @param model asked for a mask where no earlier step made an alpha
 * @param threshold alpha of at least this share is subject
 * @param tolerance how far an outline may be from the pixels' sides, in pixels; 0 keeps the mask exactly
 */
record PolygonsOperation(String role, String model, double threshold, double tolerance) implements Operation {
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
    public AlphaUse alpha() {
        return new AlphaUse.Takes(model);
    }

    @Override
    public List<Rendering> render(Scene scene) throws FailedException, InterruptedException {
        Mask alpha = scene.alpha(model);
        Blob json = scene.render(() -> json(Polygons.of(alpha, threshold, tolerance)));
        return List.of(new Rendering(role, "application/json", "json", alpha.size(), json));
    }

    private Blob json(Polygons polygons) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("size", List.of(polygons.size().height(), polygons.size().width()));
        object.put("threshold", threshold);
        object.put("tolerance", tolerance);
        object.put(
                "segmentation",
                polygons.outlines().stream().map(Ring::coordinates).toList());
        object.put("holes", polygons.holes().stream().map(Ring::coordinates).toList());
        Blob.Writer bytes = new Blob.Writer();
        Json.MAPPER.writeValue(bytes, object);
        return bytes.toBlob();
    }
}
