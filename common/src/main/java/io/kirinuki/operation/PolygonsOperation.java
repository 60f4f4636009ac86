package io.kirinuki.operation;

import io.kirinuki.annotation.Polygons;
import io.kirinuki.annotation.Ring;
import io.kirinuki.image.Mask;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The mask as {@link Polygons}, a JSON object with threshold, tolerance, and the picture's size as height and width.
 *
 * @param tolerance how far an outline may be from the pixels' sides, in pixels; 0 keeps the mask exactly
 */
record PolygonsOperation(String role, String model, double threshold, double tolerance, Format format)
        implements AnnotationOperation {
    /** How it is written; names are those of the parameter. */
    enum Format {
        /**
         * {@code segmentation} with the outer rings and {@code holes} with the others, each ring a flat list of x and y.
         * COCO's own {@code segmentation} has no holes: who needs them there takes run lengths.
         */
        RINGS {
            @Override
            Map<String, Object> written(Polygons polygons) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("segmentation", coordinates(polygons.outlines()));
                fields.put("holes", coordinates(polygons.holes()));
                return fields;
            }

            private static List<int[]> coordinates(List<Ring> rings) {
                return rings.stream().map(Ring::coordinates).toList();
            }
        },
        /** A {@code FeatureCollection} of RFC 7946, a polygon with its holes for each outline, in pixels, y downwards. */
        GEOJSON {
            @Override
            Map<String, Object> written(Polygons polygons) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("type", "FeatureCollection");
                fields.put(
                        "features", polygons.areas().stream().map(this::feature).toList());
                return fields;
            }

            private Map<String, Object> feature(Polygons.Area area) {
                Map<String, Object> geometry = new LinkedHashMap<>();
                geometry.put("type", "Polygon");
                geometry.put(
                        "coordinates",
                        Stream.concat(Stream.of(area.outline()), area.holes().stream())
                                .map(this::closed)
                                .toList());
                double pixels = Stream.concat(Stream.of(area.outline()), area.holes().stream())
                        .mapToDouble(Ring::area)
                        .sum();
                Map<String, Object> feature = new LinkedHashMap<>();
                feature.put("type", "Feature");
                feature.put("properties", Map.of("area", pixels));
                feature.put("geometry", geometry);
                return feature;
            }

            // Its last position is the first again.
            private List<List<Integer>> closed(Ring ring) {
                return IntStream.rangeClosed(0, ring.corners())
                        .map(corner -> corner % ring.corners())
                        .mapToObj(corner -> List.of(ring.x(corner), ring.y(corner)))
                        .toList();
            }
        };

        abstract Map<String, Object> written(Polygons polygons);
    }

    static PolygonsOperation of(String role, Parameters parameters) throws FailedException {
        return new PolygonsOperation(
                role,
                parameters.text("model", "subject"),
                parameters.share("threshold").orElse(0.5),
                parameters.number("tolerance", 0, 1000).orElse(1.0),
                parameters.choice("format", Format.class, Format.RINGS));
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
        fields.putAll(format.written(polygons));
        return fields;
    }
}
