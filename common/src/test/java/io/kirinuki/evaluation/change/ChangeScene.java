package io.kirinuki.evaluation.change;

import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import io.kirinuki.schema.ImageResult.Label;
import io.kirinuki.schema.ImageResult.Measures;
import io.kirinuki.schema.ImageResult.ModelUse;
import io.kirinuki.schema.ImageResult.Source;
import io.kirinuki.schema.ImageResult.Timings;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Results for tests, of which only what is named differs. */
record ChangeScene(
        String etag,
        String fingerprint,
        String model,
        Optional<Double> degrees,
        List<Label> labels,
        double uncertainty) {
    static final ChangeScene OLD = new ChangeScene("etag", "f1", "1", Optional.empty(), List.of(), 0.25);

    ChangeScene etag(String other) {
        return new ChangeScene(other, fingerprint, model, degrees, labels, uncertainty);
    }

    ChangeScene made(String fingerprint, String model) {
        return new ChangeScene(etag, fingerprint, model, degrees, labels, uncertainty);
    }

    ChangeScene label(String label) {
        return new ChangeScene(etag, fingerprint, model, degrees, List.of(new Label(label, 0.9)), uncertainty);
    }

    ChangeScene sure(double how) {
        return new ChangeScene(etag, fingerprint, model, degrees, labels, 1 - how);
    }

    ChangeScene turned(double by) {
        return new ChangeScene(etag, fingerprint, model, Optional.of(by), labels, uncertainty);
    }

    /** Each as {@code mask}, or {@code mask:media/type}. */
    Rendition rendition(String... roles) {
        return new Renditions().of(result(roles));
    }

    ImageResult result(String... roles) {
        return new ImageResult(
                "id",
                new Source("photos", "cat.jpg", Optional.empty(), etag, 1, "JPEG", 4, 4, 1),
                "any",
                fingerprint,
                Arrays.stream(roles).map(this::artifact).toList(),
                ObjectRef.of("made", fingerprint + "/result.json"),
                new Measures(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(uncertainty),
                        degrees,
                        labels),
                List.of(new ModelUse("subject", model, model.repeat(64), "cpu", 1, Optional.empty())),
                Timings.NONE,
                new Position("requests", 0, 0),
                1,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Artifact artifact(String role) {
        String[] parts = role.split(":", 2);
        String media = parts.length > 1 ? parts[1] : "image/png";
        return new Artifact(parts[0], media, "made", fingerprint + "/" + parts[0], 1, fingerprint + parts[0], 4, 4);
    }
}
