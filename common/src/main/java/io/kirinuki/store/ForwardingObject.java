package io.kirinuki.store;

import io.kirinuki.image.ByteSize;
import io.kirinuki.store.ObjectStore.OpenObject;
import java.util.Optional;

/** An opened object as another store gave it, but for what is done where its body is read. */
abstract class ForwardingObject implements OpenObject {
    final OpenObject open;

    ForwardingObject(OpenObject open) {
        this.open = open;
    }

    @Override
    public final ByteSize size() {
        return open.size();
    }

    @Override
    public final String etag() {
        return open.etag();
    }

    @Override
    public final Optional<String> versionId() {
        return open.versionId();
    }

    @Override
    public final Optional<String> version() {
        return open.version();
    }

    @Override
    public final void close() {
        open.close();
    }
}
