package io.kirinuki.pipeline;

import io.kirinuki.schema.ImageResult;
import java.util.List;

/**
 * The JSON object beside the artifacts, written last: where it is, they are complete. Holds nothing that a second run
 * of the same work on such a device would write differently.
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

    /** Whether both tell of the same work and the same artifacts; these may have been made on different devices. */
    boolean saysTheSameAs(Sidecar other) {
        return source.equals(other.source)
                && pipeline.equals(other.pipeline)
                && fingerprint.equals(other.fingerprint)
                && artifacts.equals(other.artifacts);
    }

    /** The models as in a result, each in a run of its own. */
    List<ImageResult.ModelUse> uses() {
        return models.stream().map(Model::use).toList();
    }

    /** A model by its digest, and where it ran; how full its batch was is not the image's. */
    record Model(String name, String version, String sha256, String device) {
        private static Model of(ImageResult.ModelUse use) {
            return new Model(use.name(), use.version(), use.sha256(), use.device());
        }

        private ImageResult.ModelUse use() {
            return new ImageResult.ModelUse(name, version, sha256, device, 1);
        }
    }
}
