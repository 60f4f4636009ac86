package io.kirinuki.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.kirinuki.image.Blob;
import io.kirinuki.schema.ObjectRef;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What calls carry beside their own headers reaches the store, as it is at the time of each. */
class CallHeadersTest {
    private static final ObjectRef OBJECT = ObjectRef.of("photos", "cup.jpg");

    @Test
    void everyCallForAnObjectCarriesThem() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var seen = new ConcurrentLinkedQueue<String>();
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("traceparent"));
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        URI endpoint = URI.create("http://localhost:" + server.getAddress().getPort());
        var now = new ConcurrentLinkedQueue<>(List.of("a", "b", "c", "d"));
        StoreConfig config = new StoreConfig(
                endpoint, "us-east-1", "key", "secret", Duration.ofSeconds(5), Duration.ofSeconds(5), 4);
        try (var store = new MinioStore(config, () -> Map.of("traceparent", now.remove()))) {
            var opened = store.open(OBJECT);
            var described = store.describe(OBJECT);
            var put = store.put(OBJECT, "image/png", Blob.of("one".getBytes(UTF_8)));
            var putIfAbsent = store.putIfAbsent(OBJECT, "image/png", Blob.of("two".getBytes(UTF_8)));
            assertThat(List.of(opened, described, put, putIfAbsent)).hasSize(4);
        } finally {
            server.stop(0);
        }
        assertThat(seen).containsExactly("GET a", "HEAD b", "PUT c", "PUT d");
    }
}
