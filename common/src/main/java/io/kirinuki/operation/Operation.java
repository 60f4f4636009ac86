package io.kirinuki.operation;

import io.kirinuki.outcome.Outcome.FailedException;
import java.util.List;
import java.util.Set;

/**
 * One step of a pipeline, with its parameters: looks at a scene, renders artifacts from it. To add one, copy {@link
 * MaskOperation} and name it in {@link Operations}.
 *
 * <p>Runs on the image's own virtual thread and may wait; work on pixels goes through {@link Scene#render}.
 */
public interface Operation {
    /**
     * All that shapes its pixels besides the image and the models: name, code revision, parameters. Part of the
     * pipeline's fingerprint, so the revision must be raised when the same parameters come to give other pixels.
     */
    String identity();

    /** Models that it asks. */
    Set<String> models();

    List<Rendering> render(Scene scene) throws FailedException, InterruptedException;
}
