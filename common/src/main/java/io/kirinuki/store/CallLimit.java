package io.kirinuki.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.AsyncTimeout;

/**
 * An end to every request, however steadily its bytes drip: read and write timeouts notice silence only. It counts from
 * when a connection is free for it, and covers all but the body of an object that is read, which {@link OpenResponse}
 * looks after; other bodies, which are small, are read here.
 */
record CallLimit(StoreConfig config) implements Interceptor {
    /** A page of a thousand keys of 1 KiB, each letter of them encoded by three. */
    private static final long LARGEST_ANSWER = 8 << 20;

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        RequestBody body = request.body();
        Duration limit = config.limit(body == null ? 0 : Math.max(0, body.contentLength()));
        AsyncTimeout timer = new AsyncTimeout() {
            @Override
            protected void timedOut() {
                chain.call().cancel();
            }
        };
        timer.timeout(limit.toNanos(), TimeUnit.NANOSECONDS);
        timer.enter();
        Response response;
        try {
            response = chain.proceed(request);
            if (!streams(request, response)) response = whole(response);
        } catch (IOException e) {
            throw timer.exit() ? late(limit, e) : e;
        }
        if (!timer.exit()) return response;
        response.close();
        throw late(limit, null);
    }

    private static InterruptedIOException late(Duration limit, IOException cause) {
        var late = new InterruptedIOException("timed out: no whole answer within %s".formatted(limit));
        late.initCause(cause);
        return late;
    }

    private static boolean streams(Request request, Response response) {
        return request.method().equals("GET")
                && response.isSuccessful()
                && request.url().queryParameter("list-type") == null;
    }

    private static Response whole(Response response) throws IOException {
        ResponseBody body = Objects.requireNonNull(response.body());
        if (!body.source().request(1)) return response; // as of HEAD and PUT
        ResponseBody peeked = response.peekBody(LARGEST_ANSWER);
        body.close();
        return response.newBuilder().body(peeked).build();
    }
}
