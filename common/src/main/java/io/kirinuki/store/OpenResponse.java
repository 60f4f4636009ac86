package io.kirinuki.store;

import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.minio.GetObjectResponse;
import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** An answered GET whose body still waits on its connection. Owned by one thread. */
final class OpenResponse implements ObjectStore.OpenObject {
    /** The largest array every Java virtual machine can make. */
    private static final ByteSize LARGEST_ARRAY = new ByteSize(Integer.MAX_VALUE - 8L);

    private final GetObjectResponse response;
    private final ByteSize size;

    private OpenResponse(GetObjectResponse response, ByteSize size) {
        this.response = response;
        this.size = size;
    }

    static Outcome<ObjectStore.OpenObject> of(GetObjectResponse response, ObjectRef object) {
        String length = response.headers().get("Content-Length");
        if (length == null) {
            discard(response);
            return Outcome.failed(new Failure.Refused(object, "the answer does not say how long the object is"));
        }
        return Outcome.done(new OpenResponse(response, new ByteSize(Long.parseLong(length))));
    }

    static void discard(GetObjectResponse response) {
        try {
            response.close();
        } catch (IOException e) {
            // The connection is lost instead of kept for the next request: nothing else depends on it.
        }
    }

    @Override
    public ByteSize size() {
        return size;
    }

    @Override
    public String etag() {
        return Objects.requireNonNullElse(response.headers().get("ETag"), "").replace("\"", "");
    }

    @Override
    public Optional<String> versionId() {
        return version(response.headers().get("x-amz-version-id"));
    }

    /** A bucket that once kept versions and no longer does answers the word {@code null}. */
    static Optional<String> version(String header) {
        return Optional.ofNullable(header).filter(version -> !version.equals("null"));
    }

    @Override
    public Outcome<byte[]> read() throws InterruptedException {
        if (size.bytes() > LARGEST_ARRAY.bytes()) return Outcome.failed(new Failure.TooLarge(size, LARGEST_ARRAY));
        try {
            byte[] whole = new byte[(int) size.bytes()];
            int got = response.readNBytes(whole, 0, whole.length);
            if (got < whole.length) {
                throw new EOFException("the body ended after %d of %d bytes".formatted(got, whole.length));
            }
            return Outcome.done(whole);
        } catch (IOException e) {
            // A blocked read answers an interrupt with an IOException and leaves the mark set.
            if (Thread.interrupted()) throw new InterruptedException("reading an object");
            return Outcome.failed(StoreFailures.unavailable(e));
        }
    }

    @Override
    public void close() {
        discard(response);
    }
}
