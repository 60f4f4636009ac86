package io.kirinuki.worker.job.collect;

import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import io.kirinuki.worker.StartException;
import java.util.stream.Collectors;

/** Finds artifacts by what they are. */
final class Roles {
    private Roles() {}

    /** As {@link #find}; throws {@link StartException} also where it is a picture. */
    static Artifact findJson(ImageResult result, String role) {
        Artifact found = find(result, role);
        if (found.mediaType().equals("application/json")) return found;
        throw new StartException("--role %s: an artifact of the step rle or polygons expected, found %s at %s"
                .formatted(role, found.mediaType(), result.requestId()));
    }

    /** Throws {@link StartException} where the image was put through a pipeline that does not make it. */
    static Artifact find(ImageResult result, String role) {
        return result.artifacts().stream()
                .filter(artifact -> artifact.role().equals(role))
                .findFirst()
                .orElseThrow(() -> new StartException(
                        "%s was put through %s, which makes no artifact \"%s\", but %s; name one with --role, or run a pipeline with such a step"
                                .formatted(
                                        result.requestId(),
                                        result.pipeline(),
                                        role,
                                        result.artifacts().stream()
                                                .map(Artifact::role)
                                                .collect(Collectors.joining(", ")))));
    }
}
