package io.kirinuki.pipeline;

import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import java.util.List;

/**
 * What the engine made of one image; the worker adds whose request it was. Fields as in {@link ImageResult}.
 *
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
        boolean reused) {}
