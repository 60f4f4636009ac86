package io.kirinuki.worker.job.collect;

import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import io.kirinuki.schema.ImageResult.Box;
import io.kirinuki.schema.ImageResult.Label;
import io.kirinuki.schema.ImageResult.Measures;
import io.kirinuki.schema.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A CSV with a row for each request, be it failed or not answered: what was measured and found, by which models, and where
 * it lies.
 *
 * @param role of the artifact that is named; absent: of each image its first
 */
public record MeasuresForm(Optional<String> role) implements Form {
    private static final List<String> COLUMNS = List.of(
            "number",
            "id",
            "bucket",
            "key",
            "version",
            "outcome",
            "failure",
            "fate",
            "reason",
            "pipeline",
            "fingerprint",
            "width",
            "height",
            "bytes",
            "etag",
            "coverage",
            "box_x",
            "box_y",
            "box_width",
            "box_height",
            "edge_softness",
            "uncertainty",
            "degrees",
            "label",
            "probability",
            "models",
            "role",
            "artifact_bucket",
            "artifact_key",
            "sha256");

    @Override
    public String keeps() {
        return "answers";
    }

    @Override
    public void write(Iterable<Piece> pieces, Path target, Losses losses) throws IOException, InterruptedException {
        WholeFile.write(target, out -> {
            try (CsvFile csv = new CsvFile(out)) {
                csv.row(COLUMNS);
                for (Piece piece : pieces) {
                    Map<String, String> row = row(piece);
                    csv.row(COLUMNS.stream()
                            .map(column -> row.getOrDefault(column, ""))
                            .toList());
                }
            }
        });
    }

    private Map<String, String> row(Piece piece) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("number", Long.toString(piece.number()));
        switch (piece) {
            case Piece.Made(var number, var result, var attached) -> add(result, row);
            // This form asks for no artifact, so none is lost.
            case Piece.Lost(var number, var result, var why) -> add(result, row);
            case Piece.Failed(var number, var failure) -> add(failure, row);
            case Piece.Unanswered(var number, var request) -> {
                row.put("outcome", "unanswered");
                request.ifPresent(asked -> add(asked, row));
            }
        }
        return row;
    }

    private void add(ImageResult result, Map<String, String> row) {
        row.put("id", result.requestId());
        row.put("bucket", result.source().bucket());
        row.put("key", result.source().key());
        result.source().versionId().ifPresent(version -> row.put("version", version));
        row.put("outcome", result.reused().orElse(false) ? "reused" : "done");
        row.put("pipeline", result.pipeline());
        row.put("fingerprint", result.fingerprint());
        row.put("width", Integer.toString(result.source().width()));
        row.put("height", Integer.toString(result.source().height()));
        row.put("bytes", Long.toString(result.source().bytes()));
        row.put("etag", result.source().etag());
        add(result.measures(), row);
        row.put(
                "models",
                result.models().stream()
                        .map(model -> model.name() + "@" + model.version())
                        .collect(Collectors.joining(" ")));
        artifact(result).ifPresent(artifact -> {
            row.put("role", artifact.role());
            row.put("artifact_bucket", artifact.bucket());
            row.put("artifact_key", artifact.key());
            row.put("sha256", artifact.sha256());
        });
    }

    private Optional<Artifact> artifact(ImageResult result) {
        if (role.isPresent()) return Optional.of(Roles.find(result, role.get()));
        return result.artifacts().stream().findFirst();
    }

    private static void add(Measures measures, Map<String, String> row) {
        put("coverage", measures.coverage(), row);
        measures.bbox().ifPresent((Box box) -> {
            row.put("box_x", Integer.toString(box.x()));
            row.put("box_y", Integer.toString(box.y()));
            row.put("box_width", Integer.toString(box.width()));
            row.put("box_height", Integer.toString(box.height()));
        });
        put("edge_softness", measures.edgeSoftness(), row);
        put("uncertainty", measures.uncertainty(), row);
        put("degrees", measures.degrees(), row);
        if (measures.labels().isEmpty()) return;
        Label first = measures.labels().getFirst();
        row.put("label", first.label());
        row.put("probability", Double.toString(first.probability()));
    }

    private static void put(String column, Optional<Double> value, Map<String, String> row) {
        value.ifPresent(number -> row.put(column, Double.toString(number)));
    }

    private static void add(ImageFailure failure, Map<String, String> row) {
        row.put("id", failure.requestId());
        failure.source().ifPresent(source -> {
            row.put("bucket", source.bucket());
            row.put("key", source.key());
            source.versionId().ifPresent(version -> row.put("version", version));
        });
        row.put("outcome", "failed");
        row.put("failure", failure.failure().name());
        row.put("fate", failure.failure().fate());
        row.put("reason", failure.failure().message());
        failure.pipeline().ifPresent(pipeline -> row.put("pipeline", pipeline));
    }

    private static void add(ImageRequest request, Map<String, String> row) {
        ImageSource source = request.source();
        request.id().ifPresent(id -> row.put("id", id));
        row.put("bucket", source.bucket());
        row.put("key", source.key());
        source.versionId().ifPresent(version -> row.put("version", version));
        row.put("pipeline", request.title());
    }
}
