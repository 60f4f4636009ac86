package io.kirinuki.address;

import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.WebAddress;
import io.kirinuki.store.ObjectStore.OpenObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import okhttp3.Response;

/**
 * An image that a host has begun to send. Where the host says how long it is, and sends it as it is, {@link #size} is
 * that; else it is the largest that is read, since so much may come. Owned by one thread.
 */
final class AddressBody implements OpenObject {
    private static final int PIECE = 64 << 10;
    private static final int LONGEST_TAG = 256;
    /** Every Java virtual machine can make it. */
    private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8L;

    private final Response answer;
    private final WebAddress asked;
    private final boolean compressed;
    private final long told;
    private final ByteSize largest;

    private AddressBody(Response answer, WebAddress asked, boolean compressed, ByteSize largest) {
        this.answer = answer;
        this.asked = asked;
        this.compressed = compressed;
        this.told = answer.body().contentLength();
        this.largest = new ByteSize(Math.min(largest.bytes(), LARGEST_ARRAY));
    }

    /** Fails where the body is in a form that is not taken. */
    static AddressBody of(Response answer, WebAddress asked, ByteSize largest) throws FailedException {
        String coding = answer.header("Content-Encoding", "").strip().toLowerCase(Locale.ROOT);
        boolean gzip = coding.equals("gzip") || coding.equals("x-gzip");
        if (!gzip && !coding.isEmpty() && !coding.equals("identity")) {
            throw new FailedException(AddressFailures.refused(
                    asked, "the host compresses what it was asked for as it is, in a way that is not read"));
        }
        return new AddressBody(answer, asked, gzip, largest);
    }

    /** Without quotes; empty where there is none, or something else in its place. */
    static String tag(Response answer) {
        String tag = answer.header("ETag", "").replace("\"", "");
        boolean plain = tag.length() <= LONGEST_TAG && tag.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return plain ? tag : "";
    }

    @Override
    public ByteSize size() {
        return told < 0 || compressed ? largest : new ByteSize(told);
    }

    @Override
    public String etag() {
        return tag(answer);
    }

    @Override
    public Optional<String> versionId() {
        return Optional.empty();
    }

    /** Of an address with a query its content alone: queries are made anew for the same thing, and cut off where it is named. */
    @Override
    public Optional<String> version() {
        return asked.hasQuery() || compressed ? Optional.empty() : OpenObject.super.version();
    }

    @Override
    public Outcome<byte[]> read() throws InterruptedException {
        try (InputStream body = answer.body().byteStream();
                InputStream plain = compressed ? new GZIPInputStream(body, PIECE) : body) {
            if (told > largest.bytes()) return Outcome.failed(Failure.TooLarge.beyond(largest));
            if (told >= 0 && !compressed) return Outcome.done(exactly(plain, (int) told));
            return upToLargest(plain);
        } catch (ZipException e) {
            return Outcome.failed(AddressFailures.refused(asked, "what the host calls gzip is none"));
        } catch (IOException e) {
            // A blocked read answers an interrupt with an IOException and leaves the mark set.
            if (Thread.interrupted()) throw new InterruptedException("reading an address");
            return Outcome.failed(AddressFailures.of(e, asked));
        }
    }

    private static byte[] exactly(InputStream body, int length) throws IOException {
        byte[] whole = new byte[length];
        int got = body.readNBytes(whole, 0, length);
        if (got < length) throw new EOFException("the body ended after %d of %d bytes".formatted(got, length));
        return whole;
    }

    private Outcome<byte[]> upToLargest(InputStream body) throws IOException {
        byte[] whole = body.readNBytes((int) largest.bytes() + 1);
        if (whole.length > largest.bytes()) return Outcome.failed(Failure.TooLarge.beyond(largest));
        if (whole.length == 0) return Outcome.failed(new Failure.Empty(asked));
        return Outcome.done(whole);
    }

    @Override
    public void close() {
        answer.close();
    }
}
