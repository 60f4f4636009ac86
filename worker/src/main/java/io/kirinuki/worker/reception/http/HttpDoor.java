package io.kirinuki.worker.reception.http;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.worker.config.ConfigException;
import io.kirinuki.worker.config.HttpConfig;
import io.kirinuki.worker.http.HttpServer;
import io.kirinuki.worker.http.Problems;
import io.kirinuki.worker.http.Reply;
import io.kirinuki.worker.http.Route;
import io.kirinuki.worker.http.ServerLimits;
import io.kirinuki.worker.http.Visitors;
import io.kirinuki.worker.reception.KeyFile;
import io.kirinuki.worker.reception.Keys;
import io.kirinuki.worker.reception.RateLimit;
import io.kirinuki.worker.reception.Reception;
import io.kirinuki.worker.reception.Room;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The HTTP door: a listener of its own, which takes pictures and gives back what became of them, by way of {@link Reception}. See
 * docs/http.md.
 */
public final class HttpDoor implements AutoCloseable {
    private static final int CONNECTIONS = 500;
    private static final int HEAP_SHARE = 16;
    private static final ByteSize HEAD = new ByteSize(16 << 10);
    private static final Duration STALL = Duration.ofSeconds(20);
    private static final ByteSize ANY = new ByteSize(Long.MAX_VALUE);

    private final HttpServer server;

    private HttpDoor(HttpServer server) {
        this.server = server;
    }

    /**
     * Binds and serves. Throws {@link ConfigException} where the address cannot be bound.
     *
     * @param artifacts where answers' artifacts are read
     * @param owed how many answers the worker owes
     */
    public static HttpDoor start(
            HttpConfig config, Reception reception, ObjectStore artifacts, LongSupplier owed, ByteSize heap) {
        Keys keys = config.keysFile().<Keys>map(KeyFile::new).orElse(Keys.NONE);
        Room room = new Room(room(config, heap));
        Gate gate = new Gate(
                keys,
                config.open(),
                new Visitors(Set.of()),
                new RateLimit(config.rate(), config.burst(), System::nanoTime),
                config.mostWaiting(),
                owed,
                config.mostOwed());
        Bodies bodies = new Bodies(config.maxUpload(), room);
        AnswerReplies replies = new AnswerReplies(artifacts, room);
        Orders orders = new Orders(reception);
        ImagesDoor images = new ImagesDoor(
                gate,
                reception,
                new Submissions(reception, bodies, config.webhooks().calling()),
                orders,
                replies,
                config.patience());
        RemoveBgDoor removeBg = new RemoveBgDoor(gate, reception, bodies, orders, replies, config.patience());
        return new HttpDoor(serve(config, routes(images, removeBg)));
    }

    static List<Route> routes(ImagesDoor images, RemoveBgDoor removeBg) {
        return List.of(
                // Bodies are held to their limit by the door itself, which says so in its own words.
                Route.post("/v1/images", ANY, call -> images.post(call)),
                Route.get("/v1/images/*", call -> images.get(call)),
                Route.post("/v1.0/removebg", ANY, call -> removeBg.post(call)),
                Route.get("/v1/openapi.json", call -> openApi()),
                Route.get("/", call -> Reply.text(200, """
                        Kirinuki: pictures in, pictures out.

                        POST /v1/images?pipeline=cutout
                        GET  /v1/images/ID
                        POST /v1.0/removebg
                        GET  /v1/openapi.json
                        """)));
    }

    private static ByteSize room(HttpConfig config, ByteSize heap) {
        long least = 2 * config.maxUpload().bytes();
        long asked = config.bytesInFlight().bytes() > 0 ? config.bytesInFlight().bytes() : heap.bytes() / HEAP_SHARE;
        return new ByteSize(Math.max(least, asked));
    }

    private static HttpServer serve(HttpConfig config, List<Route> routes) {
        var address = new InetSocketAddress(config.host(), config.port());
        if (address.isUnresolved()) {
            throw new ConfigException("kirinuki.http.host: \"%s\" is no address of this machine; use 0.0.0.0 for all"
                    .formatted(config.host()));
        }
        // Whoever waits for its picture reads and writes nothing, and is not stalled.
        ServerLimits limits = new ServerLimits(
                CONNECTIONS,
                ServerLimits.USUAL.patience(),
                ServerLimits.USUAL.upload(),
                STALL.plus(config.patience()),
                HEAD);
        try {
            return HttpServer.start("http", address, routes, limits, Problems.JSON);
        } catch (IOException refused) {
            throw new ConfigException("kirinuki.http.port: cannot listen on %s:%d: %s"
                    .formatted(config.host(), config.port(), refused.getMessage()));
        }
    }

    private static Reply openApi() {
        try (InputStream in = HttpDoor.class.getResourceAsStream("openapi.json")) {
            return Reply.whole(200, "application/json", Blob.of(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that is served on, also where the configuration says any. */
    public int port() {
        return server.port();
    }

    /** Stops, calls under way included, after a moment. */
    @Override
    public void close() {
        server.close();
    }
}
