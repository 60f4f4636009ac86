package io.kirinuki.operation;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Mask;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.Json;
import java.util.List;
import java.util.Map;

/** The mask as data: one artifact, a JSON object. */
sealed interface AnnotationOperation extends Operation permits RunLengthsOperation, PolygonsOperation {
    String role();

    /** Asked for a mask where no earlier step made an alpha. */
    String model();

    /** Alpha of at least this share is subject. */
    double threshold();

    /** The object's fields, in the order in which they are written. */
    Map<String, Object> fields(Mask alpha) throws FailedException;

    @Override
    default AlphaUse alpha() {
        return new AlphaUse.Takes(model());
    }

    @Override
    default List<ArtifactName> artifacts() {
        return List.of(new ArtifactName(role(), "json"));
    }

    @Override
    default List<Rendering> render(Scene scene) throws FailedException, InterruptedException {
        Mask alpha = scene.alpha(model());
        Blob json = scene.render(() -> {
            Blob.Writer bytes = new Blob.Writer();
            Json.MAPPER.writeValue(bytes, fields(alpha));
            return bytes.toBlob();
        });
        return List.of(new Rendering(role(), "application/json", "json", alpha.size(), json));
    }
}
