package io.kirinuki.worker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kirinuki.worker.config.AdminConfig;
import io.kirinuki.worker.config.ConfigException;
import io.kirinuki.worker.metrics.Exposition;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves health and metrics over plain HTTP: {@code /livez}, {@code /readyz}, {@code /metrics}, what an
 * autoscaler asks for at {@code /autoscale}, and an index at
 * {@code /}. Health is 200 when well and 503 when not, with a line for each check.
 *
 * <p>Threads: each request has a virtual thread of its own, on which it asks the suppliers.
 *
 * <p>Who connects and sends nothing, half a request, or byte by byte is cut off after {@link #SECONDS}, and no more than
 * {@link #CONNECTIONS} are open at once: the rest of the worker needs its file descriptors.
 *
 * <p>Failures: an address that cannot be bound is a {@link ConfigException}; a supplier that throws is a 500.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";
    /** In which a request must have come, and in which a connection must be used again. */
    static final int SECONDS = 5;

    static final int CONNECTIONS = 200;

    static {
        limit("sun.net.httpserver.maxReqTime", SECONDS);
        limit("sun.net.httpserver.idleInterval", SECONDS);
        limit("sun.net.httpserver.maxRspTime", 60);
        limit("jdk.httpserver.maxConnections", CONNECTIONS);
    }

    /** Java's server is told so, once in a process, unless its operator has. */
    private static void limit(String property, int value) {
        System.getProperties().putIfAbsent(property, String.valueOf(value));
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Function<HttpExchange, Response>> pages;

    private AdminServer(
            HttpServer server,
            Supplier<Health> alive,
            Supplier<Health> ready,
            Function<String, Exposition> metrics,
            Supplier<String> autoscale) {
        this.server = server;
        this.pages = Map.of(
                "/", request -> index(),
                "/livez", request -> health(alive.get()),
                "/readyz", request -> health(ready.get()),
                "/metrics", request -> metrics(metrics, request),
                "/autoscale", request -> new Response(200, JSON, autoscale.get() + "\n"));
    }

    /** Binds the address and serves; metrics are asked for with the request's Accept header. */
    public static AdminServer start(
            AdminConfig config,
            Supplier<Health> alive,
            Supplier<Health> ready,
            Function<String, Exposition> metrics,
            Supplier<String> autoscale) {
        var admin = new AdminServer(bind(config), alive, ready, metrics, autoscale);
        admin.server.setExecutor(admin.threads);
        admin.server.createContext("/", admin::answer);
        admin.server.start();
        return admin;
    }

    /** The port that is served on, also where the configuration says any. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops at once, requests under way included. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static HttpServer bind(AdminConfig config) {
        var address = new InetSocketAddress(config.host(), config.port());
        if (address.isUnresolved()) {
            throw new ConfigException("kirinuki.admin.host: \"%s\" is no address of this machine; use 0.0.0.0 for all"
                    .formatted(config.host()));
        }
        try {
            return HttpServer.create(address, 0);
        } catch (BindException busy) {
            throw new ConfigException(
                    "kirinuki.admin.port: cannot listen on %s:%d: %s; choose another port, or 0 for any free one"
                            .formatted(config.host(), config.port(), busy.getMessage()));
        } catch (IOException refused) {
            throw new ConfigException("kirinuki.admin.host: cannot listen on %s:%d: %s"
                    .formatted(config.host(), config.port(), refused.getMessage()));
        }
    }

    private record Response(int status, String contentType, String text) {}

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var response = response(exchange);
            var body = response.text().getBytes(UTF_8);
            var headers = exchange.getResponseHeaders();
            headers.set("Content-Type", response.contentType());
            headers.set("Cache-Control", "no-store");
            if (response.status() == 405) headers.set("Allow", "GET, HEAD");
            if (exchange.getRequestMethod().equals("HEAD")) {
                headers.set("Content-Length", String.valueOf(body.length));
                exchange.sendResponseHeaders(response.status(), -1);
            } else {
                exchange.sendResponseHeaders(response.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Response response(HttpExchange exchange) {
        var method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return new Response(405, TEXT, "only GET and HEAD are served\n");
        }
        var page = pages.get(exchange.getRequestURI().getPath());
        if (page == null) return new Response(404, TEXT, "there is no such page; / lists those there are\n");
        try {
            return page.apply(exchange);
        } catch (RuntimeException bug) {
            log.error("{} cannot be served", exchange.getRequestURI(), bug);
            return new Response(500, TEXT, "internal error; see the log\n");
        }
    }

    private Response index() {
        var list = pages.keySet().stream().sorted().collect(Collectors.joining("\n", "Kirinuki worker\n\n", "\n"));
        return new Response(200, TEXT, list);
    }

    private static Response health(Health health) {
        var lines = health.checks().entrySet().stream()
                .map(check -> check.getKey() + ": " + check.getValue() + "\n")
                .collect(Collectors.joining());
        return new Response(health.ok() ? 200 : 503, TEXT, (health.ok() ? "ok\n" : "not ok\n") + lines);
    }

    private static Response metrics(Function<String, Exposition> metrics, HttpExchange request) {
        var accept = Optional.ofNullable(request.getRequestHeaders().getFirst("Accept"));
        var exposition = metrics.apply(accept.orElse(""));
        return new Response(200, exposition.contentType(), exposition.text());
    }
}
