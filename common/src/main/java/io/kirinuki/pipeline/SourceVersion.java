package io.kirinuki.pipeline;

import io.kirinuki.schema.ImageResult;
import io.kirinuki.store.ObjectStore.Description;
import java.util.Optional;

/**
 * A version of the image that is worked on.
 *
 * @param name the same for the same bytes only
 * @param byContent whether it is named by its content, and not by what the store says of it
 */
record SourceVersion(String name, String etag, Optional<String> versionId, boolean byContent) {
    /** Empty where the store says nothing that could be trusted. */
    static Optional<SourceVersion> of(Description description) {
        return description
                .version()
                .map(name -> new SourceVersion(name, description.etag(), description.versionId(), false));
    }

    /** Whether a source that a sidecar tells of is this one. */
    boolean is(ImageResult.Source told, Optional<String> toldName) {
        boolean said = told.etag().equals(etag) && told.versionId().equals(versionId);
        return toldName.map(name::equals).orElse(!byContent) && (said || byContent);
    }
}
