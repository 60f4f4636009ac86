package io.kirinuki.store;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The store that images are read from and the one that artifacts are kept in, which may be one: what is opened, described
 * or listed is an image, what is put, deleted or may not be there is an artifact. So whatever a request names, images are read with
 * the right to read images, and artifacts written with the right to write artifacts.
 */
public final class SplitStore implements ObjectStore {
    private final BreakerStore sources;
    private final BreakerStore artifacts;

    /** Both are its own from now on. */
    public SplitStore(BreakerStore sources, BreakerStore artifacts) {
        this.sources = sources;
        this.artifacts = artifacts;
    }

    @Override
    public Outcome<OpenObject> open(ObjectRef object) throws InterruptedException {
        return sources.open(object);
    }

    @Override
    public Outcome<Description> describe(ObjectRef object) throws InterruptedException {
        return sources.describe(object);
    }

    @Override
    public Outcome<Page> list(String bucket, String prefix, Optional<String> after) throws InterruptedException {
        return sources.list(bucket, prefix, after);
    }

    @Override
    public Outcome<Page> made(String bucket, String prefix, Optional<String> after) throws InterruptedException {
        return artifacts.made(bucket, prefix, after);
    }

    @Override
    public Outcome<ObjectRef> delete(ObjectRef artifact) throws InterruptedException {
        return artifacts.delete(artifact);
    }

    @Override
    public Outcome<OpenObject> find(ObjectRef object) throws InterruptedException {
        return artifacts.find(object);
    }

    @Override
    public Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob body) throws InterruptedException {
        return artifacts.put(target, mediaType, body);
    }

    @Override
    public Outcome<Optional<ObjectRef>> putIfAbsent(ObjectRef target, String mediaType, Blob body)
            throws InterruptedException {
        return artifacts.putIfAbsent(target, mediaType, body);
    }

    @Override
    public Outcome<Boolean> bucketExists(String bucket) throws InterruptedException {
        return artifacts.bucketExists(bucket);
    }

    /** As {@link BreakerStore#outage}, of either. */
    public boolean outage() {
        return sources.outage() || artifacts.outage();
    }

    /** As {@link BreakerStore#troubles}, of both. */
    public List<String> troubles() {
        return Stream.of(sources, artifacts)
                .distinct()
                .flatMap(store -> store.troubles().stream())
                .toList();
    }

    @Override
    public void close() {
        sources.close();
        if (artifacts != sources) artifacts.close();
    }
}
