package io.kirinuki.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.schema.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AnnotationOperationsTest {
    @Test
    void runLengthsAreWrittenInEveryFormatAskedFor() throws Exception {
        assertThat(json("rle", """
                {"format": ["coco", "kaggle-rows", "coco-list", "kaggle-columns"]}""", ".#.", "##.")).isEqualTo(Json.MAPPER.readTree("""
                {"threshold": 0.5,
                 "coco": {"order": "columns", "size": [2, 3], "counts": "132"},
                 "kaggle-rows": {"order": "rows", "size": [2, 3], "counts": "2 1 4 2"},
                 "coco-list": {"order": "columns", "size": [2, 3], "counts": [1, 3, 2]},
                 "kaggle-columns": {"order": "columns", "size": [2, 3], "counts": "2 3"}}"""));
    }

    @Test
    void oneFormatMayBeNamedAlone() throws Exception {
        assertThat(json("rle", "{\"format\": \"kaggle-rows\", \"threshold\": 0.9}", "..", "..")
                        .propertyNames())
                .containsExactly("threshold", "kaggle-rows");
    }

    @Test
    void anUnknownFormatIsNamed() {
        assertThatThrownBy(() -> json("rle", "{\"format\": [\"coco\", \"yolo\"]}", "."))
                .hasMessage("parameters.rle.format: one or more of kaggle-rows, kaggle-columns, coco, coco-list"
                        + " expected, found \"yolo\"");
    }

    @Test
    void polygonsSayHowTheyWereMade() throws Exception {
        assertThat(json("polygons", "{\"tolerance\": 0}", "###", "#.#", "###")).isEqualTo(Json.MAPPER.readTree("""
                {"size": [3, 3], "threshold": 0.5, "tolerance": 0.0,
                 "segmentation": [[0, 0, 3, 0, 3, 3, 0, 3]],
                 "holes": [[1, 1, 1, 2, 2, 2, 2, 1]]}"""));
    }

    /** RFC 7946: closed rings, each polygon's outline before its holes, which turn the other way. */
    @Test
    void polygonsAreWrittenAsGeoJson() throws Exception {
        assertThat(json("polygons", "{\"tolerance\": 0, \"format\": \"geojson\"}", "###.#", "#.#..", "###.."))
                .isEqualTo(Json.MAPPER.readTree("""
                {"size": [3, 5], "threshold": 0.5, "tolerance": 0.0, "type": "FeatureCollection", "features": [
                 {"type": "Feature", "properties": {"area": 8.0}, "geometry": {"type": "Polygon", "coordinates": [
                  [[0, 0], [3, 0], [3, 3], [0, 3], [0, 0]], [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]]}},
                 {"type": "Feature", "properties": {"area": 1.0}, "geometry": {"type": "Polygon", "coordinates": [
                  [[4, 0], [5, 0], [5, 1], [4, 1], [4, 0]]]}}]}"""));
    }

    private static JsonNode json(String operation, String parameters, String... rows) throws Exception {
        int width = rows[0].length();
        byte[] alpha = new byte[width * rows.length];
        for (int i = 0; i < alpha.length; i++) {
            alpha[i] = (byte) (rows[i / width].charAt(i % width) == '#' ? 0xff : 0);
        }
        PixelSize size = new PixelSize(width, rows.length);
        try (PlainScene scene = new PlainScene(size, (y, row) -> {})) {
            scene.alpha(Mask.of(alpha, size));
            List<Rendering> renderings = scene.run(operation, parameters);
            assertThat(renderings).singleElement().satisfies(rendering -> {
                assertThat(rendering.role()).isEqualTo(operation);
                assertThat(rendering.mediaType()).isEqualTo("application/json");
                assertThat(rendering.extension()).isEqualTo("json");
            });
            return Json.MAPPER.readTree(renderings.getFirst().bytes().bytes());
        }
    }
}
