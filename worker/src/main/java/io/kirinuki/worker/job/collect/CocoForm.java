package io.kirinuki.worker.job.collect;

import io.kirinuki.annotation.CocoRuns;
import io.kirinuki.annotation.RunLengths;
import io.kirinuki.annotation.RunLengths.Extent;
import io.kirinuki.annotation.RunLengths.Order;
import io.kirinuki.annotation.StoredRuns;
import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A COCO file: the images that were answered well, an annotation for each that shows a subject, and the categories, which
 * are the first labels where the pipeline classifies. Ids of images and annotations are the number of the request plus 1.
 *
 * @param role of an artifact of the step {@code rle} or {@code polygons}
 * @param category of images without labels
 */
public record CocoForm(String role, Naming naming, String category) implements Form {
    private static final int MOST_CATEGORIES = 100_000;

    @Override
    public String keeps() {
        return "coco " + role;
    }

    @Override
    public Optional<Artifact> needed(ImageResult result) {
        return Optional.of(Roles.findJson(result, role));
    }

    /** What an annotation says of the mask; empty where it shows no subject. */
    @Override
    public Blob kept(Blob artifact) throws FailedException {
        ObjectNode annotation = Json.MAPPER.createObjectNode();
        try {
            JsonNode stored = Json.MAPPER.readTree(artifact.bytes());
            if (stored.has("features")) {
                throw new FailedException(new Failure.Undecodable(
                        "it is GeoJSON; the step rle is read, and polygons with format: rings"));
            }
            if (stored.path("segmentation") instanceof ArrayNode rings) addRings(rings, annotation);
            else addRuns(StoredRuns.read(artifact.bytes(), Order.COLUMNS), annotation);
        } catch (JacksonException e) {
            throw new FailedException(new Failure.Undecodable("it is no annotation: " + e.getOriginalMessage()));
        }
        return Blob.of(annotation.isEmpty() ? new byte[0] : Json.MAPPER.writeValueAsBytes(annotation));
    }

    private static void addRuns(RunLengths runs, ObjectNode annotation) {
        Optional<Extent> extent = runs.extent();
        if (extent.isEmpty()) return;
        ObjectNode segmentation = annotation.putObject("segmentation");
        segmentation.putArray("size").add(runs.size().height()).add(runs.size().width());
        segmentation.put("counts", CocoRuns.write(runs));
        annotation.put("area", runs.area());
        box(annotation, extent.get());
    }

    /** The area is that of the outer rings, which are all that COCO's polygons know. */
    private static void addRings(ArrayNode rings, ObjectNode annotation) {
        if (rings.isEmpty()) return;
        double area = 0;
        int left = Integer.MAX_VALUE;
        int top = Integer.MAX_VALUE;
        int right = 0;
        int bottom = 0;
        for (JsonNode ring : rings) {
            double twice = 0;
            for (int i = 0; i + 1 < ring.size(); i += 2) {
                int next = (i + 2) % ring.size();
                int x = ring.get(i).intValue();
                int y = ring.get(i + 1).intValue();
                twice += (double) x * ring.get(next + 1).intValue()
                        - (double) ring.get(next).intValue() * y;
                left = Math.min(left, x);
                top = Math.min(top, y);
                right = Math.max(right, x);
                bottom = Math.max(bottom, y);
            }
            area += Math.abs(twice) / 2;
        }
        annotation.set("segmentation", rings);
        annotation.put("area", area);
        box(annotation, new Extent(left, top, right - left, bottom - top));
    }

    private static void box(ObjectNode annotation, Extent extent) {
        annotation
                .putArray("bbox")
                .add(extent.x())
                .add(extent.y())
                .add(extent.width())
                .add(extent.height());
    }

    @Override
    public void write(Iterable<Piece> pieces, Path target, Losses losses) throws IOException, InterruptedException {
        SortedMap<String, Integer> categories = categories(pieces);
        TakenNames names = new TakenNames("--names key or --names id tells them apart");
        WholeFile.write(target, out -> {
            JsonGenerator json = Json.MAPPER.createGenerator(out);
            json.writeStartObject();
            json.writeName("info");
            json.writeStartObject();
            json.writeStringProperty("description", "Kirinuki");
            json.writeEndObject();
            json.writeName("images");
            json.writeStartArray();
            for (Piece piece : pieces) if (piece instanceof Piece.Made made) writeImage(made, names, json);
            json.writeEndArray();
            json.writeName("annotations");
            json.writeStartArray();
            for (Piece piece : pieces) if (piece instanceof Piece.Made made) writeAnnotation(made, categories, json);
            json.writeEndArray();
            json.writeName("categories");
            json.writeStartArray();
            categories.forEach((name, id) -> {
                json.writeStartObject();
                json.writeNumberProperty("id", id);
                json.writeStringProperty("name", name);
                json.writeEndObject();
            });
            json.writeEndArray();
            json.writeEndObject();
            json.flush();
        });
    }

    /** Ids by name, in the order of names. */
    private SortedMap<String, Integer> categories(Iterable<Piece> pieces) {
        SortedMap<String, Integer> categories = new TreeMap<>();
        for (Piece piece : pieces) if (piece instanceof Piece.Made made) categories.put(category(made.result()), 0);
        if (categories.size() > MOST_CATEGORIES) {
            throw new StartException("%d labels are more categories than %d, which are kept in memory"
                    .formatted(categories.size(), MOST_CATEGORIES));
        }
        int id = 0;
        for (var one : categories.entrySet()) one.setValue(++id);
        return categories;
    }

    private String category(ImageResult result) {
        List<ImageResult.Label> labels = result.measures().labels();
        return labels.isEmpty() ? category : labels.getFirst().label();
    }

    private void writeImage(Piece.Made made, TakenNames names, JsonGenerator json) {
        String name = naming.name(made).orElseThrow();
        names.take(name, made.number());
        Artifact drawn = Roles.find(made.result(), role);
        json.writeStartObject();
        json.writeNumberProperty("id", made.number() + 1);
        json.writeStringProperty("file_name", name);
        json.writeNumberProperty("width", drawn.width());
        json.writeNumberProperty("height", drawn.height());
        json.writeEndObject();
    }

    private void writeAnnotation(Piece.Made made, SortedMap<String, Integer> categories, JsonGenerator json) {
        if (made.attached().length() == 0) return;
        json.writeStartObject();
        json.writeNumberProperty("id", made.number() + 1);
        json.writeNumberProperty("image_id", made.number() + 1);
        json.writeNumberProperty("category_id", categories.get(category(made.result())));
        json.writeNumberProperty("iscrowd", 0);
        for (var field : Json.MAPPER.readTree(made.attached().bytes()).properties()) {
            json.writeName(field.getKey());
            json.writeTree(field.getValue());
        }
        json.writeEndObject();
    }
}
