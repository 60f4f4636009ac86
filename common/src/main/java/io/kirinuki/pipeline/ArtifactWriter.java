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
import java.util.Optional;

/** Stores what was rendered of one image, in its folder. */
record ArtifactWriter(ObjectStore store, ArtifactFolder folder, EngineListener listener) {
    private static final String JSON = "application/json";

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
        return put(folder.file(Sidecar.NAME), JSON, Blob.of(Json.MAPPER.writeValueAsBytes(sidecar)));
    }

    /**
     * As {@link #write(Sidecar)}, but where another worker did the same work meanwhile and says the same of it, what it
     * wrote stays.
     */
    ObjectRef writeOnce(Sidecar sidecar) throws FailedException, InterruptedException {
        ObjectRef target = folder.file(Sidecar.NAME);
        Blob body = Blob.of(Json.MAPPER.writeValueAsBytes(sidecar));
        Optional<ObjectRef> stored = explained(store.putIfAbsent(target, JSON, body));
        if (stored.isPresent()) return stored.get();
        Optional<EarlierRuns.Found> others = new EarlierRuns(store).find(folder);
        return others.isPresent() && others.get().sidecar().saysTheSameAs(sidecar)
                ? others.get().object()
                : put(target, JSON, body);
    }

    private ObjectRef put(ObjectRef target, String mediaType, Blob body) throws FailedException, InterruptedException {
        return explained(store.put(target, mediaType, body));
    }

    /** The store's failures speak of the source; what is wrong here is where the request wants its artifacts. */
    private static <T> T explained(Outcome<T> outcome) throws FailedException {
        if (outcome instanceof Outcome.Failed<T>(Failure.Permanent refusal)) {
            throw new FailedException(new Failure.OutputRefused(refusal.withoutField()));
        }
        return outcome.orThrow();
    }
}
