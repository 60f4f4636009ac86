package io.kirinuki.store;

import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.minio.GetObjectResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** An answered GET whose body still waits on its connection. Owned by one thread. */
final class OpenResponse implements ObjectStore.OpenObject {
    /** The largest array every Java virtual machine can make. */
    private static final ByteSize LARGEST_ARRAY = new ByteSize(Integer.MAX_VALUE - 8L);

    private final GetObjectResponse response;
    private final ByteSize size;
    private final Duration limit;

    private OpenResponse(GetObjectResponse response, ByteSize size, Duration limit) {
        this.response = response;
        this.size = size;
        this.limit = limit;
    }

    static Outcome<ObjectStore.OpenObject> of(GetObjectResponse response, ObjectRef object, StoreConfig config) {
        String length = response.headers().get("Content-Length");
        if (length == null) {
            discard(response);
            return Outcome.failed(new Failure.Refused(object, "the answer does not say how long the object is"));
        }
        ByteSize size = new ByteSize(Long.parseLong(length));
        return Outcome.done(new OpenResponse(response, size, config.limit(size.bytes())));
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
        return etag(response.headers().get("ETag"));
    }

    static String etag(String header) {
        return Objects.requireNonNullElse(header, "").replace("\"", "");
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
        byte[] whole = new byte[(int) size.bytes()];
        return reading((from, got) -> from.read(whole, (int) got, (int) (whole.length - got)))
                .map(length -> whole);
    }

    @Override
    public Outcome<Long> skim() throws InterruptedException {
        byte[] some = new byte[16 << 10];
        return reading((from, got) -> from.read(some, 0, (int) Math.min(some.length, size.bytes() - got)));
    }

    /** Reads some more, at least a byte where there is one; as {@link InputStream#read}. */
    private interface Reading {
        int more(InputStream from, long got) throws IOException;
    }

    /** To the end, or to the end of patience; a read that is silent for too long ends by itself. */
    private Outcome<Long> reading(Reading reading) throws InterruptedException {
        long start = System.nanoTime();
        long got = 0;
        try {
            while (got < size.bytes()) {
                int more = reading.more(response, got);
                if (more < 0)
                    throw new EOFException("the body ended after %d of %d bytes".formatted(got, size.bytes()));
                got += more;
                if (System.nanoTime() - start > limit.toNanos()) {
                    throw new InterruptedIOException(
                            "timed out: %d of %d bytes of the body within %s".formatted(got, size.bytes(), limit));
                }
            }
            return Outcome.done(got);
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
