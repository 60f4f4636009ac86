package io.kirinuki.worker.http;

import io.kirinuki.worker.http.Reply.Body;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the route of each request, and puts Jetty's words into ours and back. On the request's virtual thread. */
final class Exchanges extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

    private static final int REFUSED = 400;
    private static final long MOST_DISCARDED = 16 << 20;

    private final List<Route> routes;
    private final Problems problems;
    private final Connections connections;

    Exchanges(List<Route> routes, Problems problems, Connections connections) {
        this.routes = List.copyOf(routes);
        this.problems = problems;
        this.connections = connections;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
        connections.works(connection);
        Request.addCompletionListener(request, thrown -> connections.waits(connection));
        try {
            Reply reply = reply(request, connection);
            send(reply, request, response);
            if (reply.status() >= REFUSED) discard(request, connection);
            callback.succeeded();
        } catch (IOException gone) {
            LOG.debug("{} was not answered to the end", request.getHttpURI(), gone);
            callback.failed(gone);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            callback.failed(stopping);
        } catch (RuntimeException | Error bug) {
            if (bug instanceof HttpException) throw bug; // Jetty answers it
            LOG.error("{} was not answered to the end", request.getHttpURI().getPath(), bug);
            callback.failed(bug);
        }
        return true;
    }

    /**
     * A client that is still sending would be cut off, and not read why it is refused. So what comes is read and thrown
     * away, for a while; who asked whether to send at all was told no.
     */
    private void discard(Request request, EndPoint connection) {
        if (request.getHeaders().contains(HttpHeader.EXPECT)) return;
        connections.waits(connection);
        byte[] piece = new byte[1 << 14];
        try (InputStream rest = Request.asInputStream(request)) {
            for (long read = 0, some = 0; some >= 0 && read < MOST_DISCARDED; read += some) some = rest.read(piece);
        } catch (IOException gone) {
            LOG.debug("{} went away while it was refused", request.getHttpURI(), gone);
        }
    }

    private Reply reply(Request request, EndPoint connection) throws IOException {
        String path = request.getHttpURI().getDecodedPath();
        List<Route> there = routes.stream().filter(route -> route.leadsTo(path)).toList();
        if (there.isEmpty()) return Reply.problem(404, "there is no such page; / lists those there are");
        for (Route route : there) {
            if (route.takes(request.getMethod())) return reply(route, path, request, connection);
        }
        List<String> methods = there.stream()
                .map(route -> route.method().equals("GET") ? "GET, HEAD" : route.method())
                .toList();
        String allowed = String.join(", ", methods);
        return Reply.problem(405, "only %s is served here".formatted(allowed)).with("Allow", allowed);
    }

    private Reply reply(Route route, String path, Request request, EndPoint connection) throws IOException {
        long limit = route.mostBytes().bytes();
        try {
            if (request.getLength() > limit) throw new TooLargeException(limit);
            return route.handler().answer(call(route, path, request, body(limit, request, connection)));
        } catch (TooLargeException large) {
            return Reply.problem(413, String.valueOf(large.getMessage()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Reply.problem(503, "the worker stops");
        } catch (RuntimeException bug) {
            if (bug instanceof HttpException) throw bug;
            LOG.error("{} cannot be served", path, bug);
            return Reply.problem(500, "internal error; see the log");
        } finally {
            connections.works(connection); // also where the body was not read to its end
        }
    }

    private InputStream body(long limit, Request request, EndPoint connection) {
        if (limit == 0) return InputStream.nullInputStream();
        connections.readsBody(connection);
        return new BoundedBody(Request.asInputStream(request), limit, () -> connections.works(connection));
    }

    private static Call call(Route route, String path, Request request, InputStream body) {
        Map<String, String> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            headers.putIfAbsent(field.getName().toLowerCase(Locale.ROOT), String.valueOf(field.getValue()));
        }
        Map<String, String> query = new HashMap<>();
        for (Fields.Field field : Request.extractQueryParameters(request)) {
            query.putIfAbsent(field.getName(), String.valueOf(field.getValue()));
        }
        long length = request.getLength();
        return new Call(
                request.getMethod(),
                path,
                route.rest(path),
                query,
                headers,
                length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
                body);
    }

    private void send(Reply reply, Request request, Response response) throws IOException, InterruptedException {
        response.setStatus(reply.status());
        reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        boolean head = request.getMethod().equals("HEAD");
        switch (reply.body()) {
            case Body.Whole(var bytes) -> {
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length());
                if (head) return;
                try (OutputStream out = Content.Sink.asOutputStream(response)) {
                    bytes.open().transferTo(out);
                }
            }
            case Body.Streamed(var writing) -> {
                if (head) return;
                try (OutputStream out = Content.Sink.asOutputStream(response)) {
                    writing.to(out);
                }
            }
            case Body.Problem(var detail) -> {
                byte[] page = problems.write(reply.status(), detail);
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, problems.mediaType());
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, page.length);
                if (!head) Content.Sink.write(response, true, ByteBuffer.wrap(page));
            }
        }
    }
}
