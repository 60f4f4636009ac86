package io.kirinuki.pipeline;

import java.util.Optional;

/** An object's bytes, and the permit for holding them: closing gives up both. Owned by the image's thread. */
final class Fetched implements AutoCloseable {
    private final int size;
    private final String etag;
    private final Optional<String> versionId;
    private final Budget.Lease held;
    private byte[] bytes;

    Fetched(byte[] bytes, String etag, Optional<String> versionId, Budget.Lease held) {
        this.size = bytes.length;
        this.bytes = bytes;
        this.etag = etag;
        this.versionId = versionId;
        this.held = held;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    String etag() {
        return etag;
    }

    Optional<String> versionId() {
        return versionId;
    }

    @Override
    public void close() {
        bytes = new byte[0];
        held.close();
    }
}
