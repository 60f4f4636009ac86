package io.kirinuki.pipeline;

import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * What the engine made of one image; the worker adds whose request it was. Fields as in {@link ImageResult}.
 *
 * @param alpha that the request brought along
 * @param reused whether an earlier run made it
 */
public record Product(
        ImageResult.Source source,
        String fingerprint,
        List<ImageResult.Artifact> artifacts,
        ObjectRef sidecar,
        ImageResult.Measures measures,
        List<ImageResult.ModelUse> models,
        ImageResult.Timings timings,
        ImageResult.Cost cost,
        Optional<ImageResult.Alpha> alpha,
        boolean reused) {
    Product withModels(List<ImageResult.ModelUse> others) {
        return new Product(source, fingerprint, artifacts, sidecar, measures, others, timings, cost, alpha, reused);
    }
}
