package io.kirinuki.operation;

import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One step of a pipeline, with its parameters: looks at a scene, changes it for the steps that follow, renders
 * artifacts from it. To add one, copy {@link ClassifyOperation}, the smallest, and name it in {@link Operations}.
 *
 * <p>A record whose components are its parameters, so that its text names them all. Runs on the image's own virtual
 * thread and may wait; work on pixels goes through {@link Scene#render}.
 */
public interface Operation {
    /** To be raised when the same parameters come to give other pixels: artifacts made before then count as others. */
    int revision();

    /** All that shapes its pixels besides the image and the models; part of the pipeline's fingerprint. */
    default String identity() {
        return this + "@" + revision();
    }

    /** Models that it asks whatever alpha is there; the one that {@link #alpha} may name comes on top. */
    default Set<String> models() {
        return Set.of();
    }

    default AlphaUse alpha() {
        return new AlphaUse.Leaves();
    }

    /** Whether it can take a trimap that the request brings along. */
    default boolean takesTrimap() {
        return false;
    }

    /** Objects that it needs beside the image, as for a ground, by the parameters that name them; they are fetched with it. */
    default Map<String, ObjectRef> objects() {
        return Map.of();
    }

    /** All that it may render, whatever the image is: of two steps of a pipeline no two are called the same. */
    List<ArtifactName> artifacts();

    /** Native memory that it needs for a while, bytes a pixel of the photo, beside the photo's 3 and the mask's 1. */
    default int bytesPerPixel() {
        return 0;
    }

    List<Rendering> render(Scene scene) throws FailedException, InterruptedException;
}
