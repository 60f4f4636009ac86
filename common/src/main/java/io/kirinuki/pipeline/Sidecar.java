package io.kirinuki.pipeline;

import io.kirinuki.schema.ImageResult;
import java.util.List;

/**
 * The JSON object beside the artifacts, written last: where it is, they are complete. Holds nothing that a second run
 * of the same work would write differently.
 */
record Sidecar(
        ImageResult.Source source,
        String pipeline,
        String fingerprint,
        List<ImageResult.Artifact> artifacts,
        ImageResult.Measures measures,
        List<Model> models) {
    static final String NAME = "result.json";

    /** A model by its digest; how full its batch was is not the image's. */
    record Model(String name, String version, String sha256) {
        static Model of(ImageResult.ModelUse use) {
            return new Model(use.name(), use.version(), use.sha256());
        }
    }
}
