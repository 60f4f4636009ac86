package io.kirinuki.worker.http;

import io.kirinuki.image.Blob;
import io.kirinuki.worker.config.AdminConfig;
import io.kirinuki.worker.config.ConfigException;
import io.kirinuki.worker.metrics.Exposition;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Serves health and metrics over plain HTTP: {@code /startupz}, {@code /livez}, {@code /readyz}, {@code /metrics}, what an
 * autoscaler asks for at {@code /autoscale}, and at {@code /} what it is given: the live page. Health is 200 when well and 503 when not, with a line for each check.
 *
 * <p>Threads: each request has a virtual thread of its own, on which it asks the suppliers.
 *
 * <p>Who connects and sends nothing, half a request, or byte by byte is cut off, and no more than a few hundred are open
 * at once: {@link ServerLimits#USUAL}. The rest of the worker needs its file descriptors.
 *
 * <p>Failures: an address that cannot be bound is a {@link ConfigException}; a supplier that throws is a 500.
 */
public final class AdminServer implements AutoCloseable {
    private final HttpServer server;

    private AdminServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Binds the address and serves; metrics are asked for with the request's Accept header.
     *
     * @param more makes further routes, {@code /} among them, of the index of these
     */
    public static AdminServer start(
            AdminConfig config,
            Probes probes,
            Function<String, Exposition> metrics,
            Supplier<String> autoscale,
            Function<String, List<Route>> more) {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get("/startupz", call -> health(probes.startup().get())));
        routes.add(Route.get("/livez", call -> health(probes.liveness().get())));
        routes.add(Route.get("/readyz", call -> health(probes.readiness().get())));
        routes.add(Route.get("/metrics", call -> metrics(metrics, call)));
        routes.add(Route.get(
                "/autoscale",
                call -> Reply.whole(
                        200, "application/json", Blob.of((autoscale.get() + "\n").getBytes(StandardCharsets.UTF_8)))));
        String index = routes.stream().map(Route::path).collect(Collectors.joining("\n", "Kirinuki worker\n\n", "\n"));
        routes.addAll(more.apply(index));
        return new AdminServer(serve(config, routes));
    }

    private static HttpServer serve(AdminConfig config, List<Route> routes) {
        var address = new InetSocketAddress(config.host(), config.port());
        if (address.isUnresolved()) {
            throw new ConfigException("kirinuki.admin.host: \"%s\" is no address of this machine; use 0.0.0.0 for all"
                    .formatted(config.host()));
        }
        try {
            return HttpServer.start("admin", address, routes, ServerLimits.USUAL, Problems.TEXT);
        } catch (IOException refused) {
            String why = reason(refused);
            throw new ConfigException(
                    refused instanceof BindException || refused.getCause() instanceof BindException
                            ? "kirinuki.admin.port: cannot listen on %s:%d: %s; choose another port, or 0 for any free one"
                                    .formatted(config.host(), config.port(), why)
                            : "kirinuki.admin.host: cannot listen on %s:%d: %s"
                                    .formatted(config.host(), config.port(), why));
        }
    }

    private static String reason(IOException refused) {
        return String.valueOf(
                refused.getCause() instanceof BindException busy ? busy.getMessage() : refused.getMessage());
    }

    /** The port that is served on, also where the configuration says any. */
    public int port() {
        return server.port();
    }

    /** Stops, requests under way included, after a moment. */
    @Override
    public void close() {
        server.close();
    }

    private static Reply health(Health health) {
        var lines = health.checks().entrySet().stream()
                .map(check -> check.getKey() + ": " + check.getValue() + "\n")
                .collect(Collectors.joining());
        return Reply.text(health.ok() ? 200 : 503, (health.ok() ? "ok\n" : "not ok\n") + lines);
    }

    private static Reply metrics(Function<String, Exposition> metrics, Call call) {
        var exposition = metrics.apply(call.header("accept").orElse(""));
        return Reply.whole(
                200, exposition.contentType(), Blob.of(exposition.text().getBytes(StandardCharsets.UTF_8)));
    }
}
