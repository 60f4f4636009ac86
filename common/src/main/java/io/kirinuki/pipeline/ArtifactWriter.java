package io.kirinuki.pipeline;

import io.kirinuki.image.Blob;
import io.kirinuki.operation.Rendering;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;

/** Stores what was rendered of one image, in its folder. */
record ArtifactWriter(ObjectStore store, ArtifactFolder folder, EngineListener listener) {
    ImageResult.Artifact write(Rendering rendering) throws FailedException, InterruptedException {
        ObjectRef target = folder.file(rendering.role() + "." + rendering.extension());
        put(target, rendering.mediaType(), rendering.bytes());
        listener.stored(rendering.bytes().length());
        return new ImageResult.Artifact(
                rendering.role(),
                rendering.mediaType(),
                target.bucket(),
                target.key(),
                rendering.bytes().length(),
                rendering.bytes().sha256(),
                rendering.size().width(),
                rendering.size().height());
    }

    /** To be called last: where the sidecar is, the artifacts are complete. */
    ObjectRef write(Sidecar sidecar) throws FailedException, InterruptedException {
        return put(folder.file(Sidecar.NAME), "application/json", Blob.of(Json.MAPPER.writeValueAsBytes(sidecar)));
    }

    /** The store's failures speak of the source; what is wrong here is where the request wants its artifacts. */
    private ObjectRef put(ObjectRef target, String mediaType, Blob body) throws FailedException, InterruptedException {
        Outcome<ObjectRef> outcome = store.put(target, mediaType, body);
        if (outcome instanceof Outcome.Failed<ObjectRef>(Failure.Permanent refusal)) {
            String message = refusal.message();
            throw new FailedException(new Failure.OutputRefused(message.substring(message.indexOf(": ") + 2)));
        }
        return outcome.orThrow();
    }
}
