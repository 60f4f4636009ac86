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
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Stores what was rendered of one image, in its folder, each name once. Nothing is stored any more once nobody waits for
 * the image. Owned by the image's thread.
 */
final class ArtifactWriter {
    private static final String JSON = "application/json";

    private final ObjectStore store;
    private final ArtifactFolder folder;
    private final EngineListener listener;
    private final Course course;
    private final Set<String> written = new HashSet<>();

    ArtifactWriter(ObjectStore store, ArtifactFolder folder, EngineListener listener, Course course) {
        this.store = store;
        this.folder = folder;
        this.listener = listener;
        this.course = course;
    }

    ImageResult.Artifact write(Rendering rendering) throws FailedException, InterruptedException {
        ObjectRef target = folder.file(rendering.name().file());
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
                rendering.size().height(),
                rendering.thumbHash());
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
        begin(target);
        Optional<ObjectRef> stored = explained(store.putIfAbsent(target, JSON, body));
        if (stored.isPresent()) return stored.get();
        Optional<EarlierRuns.Found> others = EarlierRuns.find(store, folder);
        return others.isPresent() && others.get().sidecar().saysTheSameAs(sidecar)
                ? others.get().object()
                : explained(store.put(target, JSON, body));
    }

    /** Two steps of one name are refused before: here it would be a bug, and is kept from making a wrong answer. */
    private void begin(ObjectRef target) throws FailedException, InterruptedException {
        course.refuseUnwanted();
        if (!written.add(target.key())) throw new IllegalStateException("two artifacts under one name: " + target);
    }

    private ObjectRef put(ObjectRef target, String mediaType, Blob body) throws FailedException, InterruptedException {
        begin(target);
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
