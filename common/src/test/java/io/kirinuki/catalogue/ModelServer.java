package io.kirinuki.catalogue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An HTTP server of one file at {@code /model.onnx}, and of a redirect to it at {@code /release}. It does what it is
 * told to, request by request, and then serves properly.
 */
final class ModelServer implements AutoCloseable {
    /** What happens to one request. */
    interface Deed {
        void answer(HttpExchange request, ModelServer server) throws IOException;
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Deed> script = new ArrayDeque<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    /** The {@code Range} of each request, or "all". */
    final List<String> ranges = Collections.synchronizedList(new ArrayList<>());

    final AtomicLong bytesSent = new AtomicLong();
    volatile byte[] file;
    volatile String etag = "\"one\"";
    volatile boolean ranged = true;
    volatile boolean honoursIfRange = true;

    ModelServer(byte[] file) throws IOException {
        this.file = file;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/model.onnx", this::answer);
        http.createContext("/release", request -> {
            request.getResponseHeaders().set("Location", url("/model.onnx").toString());
            request.sendResponseHeaders(302, -1);
            request.close();
        });
        http.start();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + path);
    }

    /** For the next requests, in turn. */
    synchronized void then(Deed... deeds) {
        script.addAll(Arrays.asList(deeds));
    }

    private synchronized Deed next() {
        var deed = script.poll();
        return deed == null ? serve() : deed;
    }

    private void answer(HttpExchange request) throws IOException {
        var range = request.getRequestHeaders().getFirst("Range");
        ranges.add(range == null ? "all" : range);
        try {
            next().answer(request, this);
        } finally {
            request.close();
        }
    }

    static Deed serve() {
        return cutAfter(Integer.MAX_VALUE);
    }

    /** Ends the connection after so many bytes of the body. */
    static Deed cutAfter(int bytes) {
        return (request, server) -> {
            int from = server.begin(request, 0);
            if (from >= 0) server.send(request, from, bytes);
        };
    }

    /** Promises more bytes than it has. */
    static Deed promising(int more) {
        return (request, server) -> {
            int from = server.begin(request, more);
            server.send(request, from, Integer.MAX_VALUE);
        };
    }

    /** Sends so many bytes and then none, with the connection open. */
    static Deed stallAfter(int bytes) {
        return (request, server) -> {
            int from = server.begin(request, 0);
            server.send(request, from, bytes);
            server.awaitClose();
        };
    }

    /** Never answers. */
    static Deed silence() {
        return (request, server) -> server.awaitClose();
    }

    /** Sends in so many pieces, with a pause after each. */
    static Deed trickle(int pieces, long pauseMillis) {
        return (request, server) -> {
            int from = server.begin(request, 0);
            int length = server.file.length - from;
            for (int i = 0; i < pieces; i++) {
                int at = from + (int) ((long) length * i / pieces);
                int to = from + (int) ((long) length * (i + 1) / pieces);
                server.send(request, at, to - at);
                if (server.closes(pauseMillis)) return;
            }
        };
    }

    static Deed redirect(String location) {
        return (request, server) -> {
            request.getResponseHeaders().set("Location", location);
            request.sendResponseHeaders(302, -1);
        };
    }

    static Deed status(int status) {
        return (request, server) -> request.sendResponseHeaders(status, -1);
    }

    /** The first byte to send; -1 where there is none to send. */
    private int begin(HttpExchange request, int tooMany) throws IOException {
        var asked = request.getRequestHeaders().getFirst("Range");
        var ifRange = request.getRequestHeaders().getFirst("If-Range");
        if (!etag.isEmpty()) request.getResponseHeaders().set("ETag", etag);
        boolean part = ranged && asked != null && (!honoursIfRange || ifRange == null || ifRange.equals(etag));
        if (!part) {
            request.sendResponseHeaders(200, file.length + tooMany);
            return 0;
        }
        int from = Integer.parseInt(asked.replaceAll("bytes=(\\d+)-", "$1"));
        if (from >= file.length) {
            request.getResponseHeaders().set("Content-Range", "bytes */" + file.length);
            request.sendResponseHeaders(416, -1);
            return -1;
        }
        request.getResponseHeaders()
                .set("Content-Range", "bytes %d-%d/%d".formatted(from, file.length - 1, file.length));
        request.sendResponseHeaders(206, file.length - from + tooMany);
        return from;
    }

    private void send(HttpExchange request, int from, int most) throws IOException {
        int count = Math.min(most, file.length - from);
        request.getResponseBody().write(file, from, count);
        request.getResponseBody().flush(); // closing an unfinished answer would drop what is still here
        bytesSent.addAndGet(count);
    }

    private void awaitClose() {
        closes(60_000);
    }

    private boolean closes(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        http.stop(0);
        threads.shutdownNow();
    }
}
