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

    static Sidecar of(
            ImageResult.Source source,
            String pipeline,
            String fingerprint,
            List<ImageResult.Artifact> artifacts,
            ImageResult.Measures measures,
            List<ImageResult.ModelUse> uses) {
        return new Sidecar(
                source,
                pipeline,
                fingerprint,
                artifacts,
                measures,
                uses.stream().map(Model::of).toList());
    }

    /** A model by its digest; how full its batch was is not the image's. */
    record Model(String name, String version, String sha256) {
        private static Model of(ImageResult.ModelUse use) {
            return new Model(use.name(), use.version(), use.sha256());
        }
    }
}
