package io.kirinuki.worker.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request's body up to its bound; tells when all of it has come. Owned by one thread. */
final class BoundedBody extends FilterInputStream {
    private final long limit;
    private final Runnable whole;
    private long read;

    BoundedBody(InputStream body, long limit, Runnable whole) {
        super(body);
        this.limit = limit;
        this.whole = whole;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
        int some = super.read(bytes, from, most);
        if (some < 0) whole.run();
        else read += some;
        if (read > limit) throw new TooLargeException(limit);
        return some;
    }

    @Override
    public long skip(long bytes) throws IOException {
        return Math.max(0, read(new byte[(int) Math.min(bytes, 8 << 10)]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
