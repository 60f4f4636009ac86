package io.kirinuki.store;

import io.kirinuki.image.Blob;
import io.minio.ByteBuffer;
import java.io.InputStream;

/** A blob in the shape the SDK takes for a body it may read more than once: no byte is copied. */
final class BlobBuffer extends ByteBuffer {
    private final Blob blob;

    BlobBuffer(Blob blob) {
        super(blob.length());
        this.blob = blob;
    }

    @Override
    public long length() {
        return blob.length();
    }

    @Override
    public InputStream inputStream() {
        return blob.open();
    }
}
