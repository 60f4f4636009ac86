package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.kirinuki.address.AddressConfig;
import io.kirinuki.address.Addresses;
import io.kirinuki.address.GuardedAddresses;
import io.kirinuki.address.Network;
import io.kirinuki.address.Ranges;
import io.kirinuki.batch.BatchListener;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.WorkerConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A photo at an address, from the event to the committed answer, with a presigned query that nobody else learns of. */
class AddressesIT {
    private static final String HOST = "images.example.org";
    private static final String SECRET = "X-Amz-Signature=5d41402abc4b2a76b9719d911017c592";

    @TempDir
    private Path folder;

    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();

    /** Everything real but the model and the internet. */
    private record Parts() implements Wiring.Parts {
        @Override
        public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
            return PacedModels.subject(Duration.ofMillis(1), 4, batches);
        }

        @Override
        public Addresses addresses(AddressConfig config) {
            InetAddress own = InetAddress.getLoopbackAddress();
            return new GuardedAddresses(
                    config,
                    new Network(
                            name -> {
                                if (name.equals(HOST)) return List.of(own);
                                if (name.equals("inside.example.net")) return List.of(metadata());
                                throw new UnknownHostException(name);
                            },
                            number -> number.equals(own) ? Optional.empty() : Ranges.closed(number),
                            Optional.empty()));
        }

        private static InetAddress metadata() throws UnknownHostException {
            return InetAddress.getByAddress(new byte[] {(byte) 169, (byte) 254, (byte) 169, (byte) 254});
        }
    }

    private HttpServer host() throws Exception {
        byte[] photo = Specimens.jpeg(64, 48);
        HttpServer host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/in/", exchange -> {
            try (exchange) {
                if (exchange.getRequestURI().getPath().endsWith("/gone.jpg")) {
                    exchange.sendResponseHeaders(410, -1);
                } else if (busy.getAndDecrement() > 0) {
                    exchange.getResponseHeaders().set("Retry-After", "1");
                    exchange.sendResponseHeaders(503, -1);
                } else {
                    served.incrementAndGet();
                    exchange.getResponseHeaders().set("ETag", "W/\"1\"");
                    exchange.sendResponseHeaders(200, photo.length);
                    exchange.getResponseBody().write(photo);
                }
            }
        });
        host.start();
        return host;
    }

    @Test
    void aPhotoAtAnAddressIsAnsweredOnceAndItsQueryIsKeptBack() throws Exception {
        HttpServer host = host();
        try (Servers servers = EmbeddedServers.start(folder.resolve("servers"))) {
            servers.createBucket(TestWorker.ARTIFACTS);
            Topics topics = new Topics("addresses", 1);
            for (String topic : topics.all()) servers.createTopic(topic, topics.partitions());
            int port = host.getAddress().getPort();
            Map<String, String> settings = Map.of(
                    "addresses.hosts", HOST + ", *.example.net",
                    "addresses.http", "true",
                    "addresses.ports", "443," + port);
            try (TestWorker worker = TestWorker.start(servers, topics, folder.resolve("state"), settings, new Parts());
                    Upstream upstream = new Upstream(servers, topics);
                    MinioStore store = new MinioStore(servers.store())) {
                String shown = "http://%s:%d/in/Red%%20shoe.jpg".formatted(HOST, port);
                busy.set(1);
                Position first = ask(upstream, shown + "?" + SECRET + "1");
                ImageResult result = (ImageResult) upstream.answer(first).answer();
                assertThat(result.attempt()).as("the host was busy once").isEqualTo(2);
                assertThat(result.source().url()).contains(shown);
                assertThat(result.source().bucket()).isEqualTo(HOST + ":" + port);
                assertThat(result.source().key()).isEqualTo("in/Red%20shoe.jpg");
                assertThat(result.source().width()).isEqualTo(64);
                assertThat(result.sidecar().key())
                        .contains("/http@%s@%d/in/Red%%20shoe.jpg@sha256-".formatted(HOST, port));
                assertThat(Upstream.header(upstream.answer(first).record(), "ce_subject"))
                        .isEqualTo(shown);

                // Signed anew, the same bytes: fetched, and not worked on again.
                Position second = ask(upstream, shown + "?" + SECRET + "2");
                ImageResult again = (ImageResult) upstream.answer(second).answer();
                assertThat(again.reused()).contains(true);
                assertThat(again.artifacts()).isEqualTo(result.artifacts());
                assertThat(served).hasValue(2);

                Position gone = ask(upstream, "http://%s:%d/in/gone.jpg?%s".formatted(HOST, port, SECRET));
                Position inside = ask(upstream, "http://inside.example.net:%d/latest/meta-data/".formatted(port));
                Position other = ask(upstream, "https://elsewhere.example.com/a.jpg?" + SECRET);
                Position number = ask(upstream, "https://2852039166/latest/meta-data/?" + SECRET);
                assertThat(failure(upstream, gone).name()).isEqualTo("NotFound");
                assertThat(failure(upstream, inside).message())
                        .contains("its name leads to an address that is link-local, or of a cloud's metadata");
                assertThat(failure(upstream, other).message()).contains("not among kirinuki.addresses.hosts");
                assertThat(failure(upstream, number).message()).startsWith("source.url: the host is a number");

                for (Position asked : List.of(first, second, gone, inside, other, number)) {
                    var record = upstream.answer(asked).record();
                    assertThat(new String(record.value(), UTF_8)).doesNotContain("Signature");
                    record.headers()
                            .forEach(header -> assertThat(new String(header.value(), UTF_8))
                                    .doesNotContain("Signature"));
                }
                upstream.deadLetter(gone)
                        .orElseThrow()
                        .headers()
                        .forEach(header ->
                                assertThat(new String(header.value(), UTF_8)).doesNotContain("Signature"));
                assertThat(worker.get("/metrics").body()).doesNotContain("Signature", "example");
                assertThat(new String(body(store, result.sidecar()), UTF_8)).doesNotContain("Signature");
                Optional<String> page = Optional.empty();
                assertThat(store.list(TestWorker.ARTIFACTS, "", page).orThrow().keys())
                        .isNotEmpty()
                        .noneMatch(key -> key.contains("Signature"));
            }
        } finally {
            host.stop(0);
        }
    }

    private static Position ask(Upstream upstream, String url) throws Exception {
        String json = "{\"source\": {\"url\": \"%s\"}, \"pipeline\": \"cutout\"}".formatted(url);
        return upstream.ask("one key".getBytes(UTF_8), json.getBytes(UTF_8));
    }

    private static ImageFailure.Reason failure(Upstream upstream, Position asked) {
        return ((ImageFailure) upstream.answer(asked).answer()).failure();
    }

    private static byte[] body(ObjectStore store, ObjectRef object) throws Exception {
        try (var open = store.open(object).orThrow()) {
            return open.read().orThrow();
        }
    }
}
