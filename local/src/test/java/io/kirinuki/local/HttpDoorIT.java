package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.kirinuki.address.AddressConfig;
import io.kirinuki.address.Addresses;
import io.kirinuki.address.GuardedAddresses;
import io.kirinuki.address.Network;
import io.kirinuki.address.Ranges;
import io.kirinuki.batch.BatchListener;
import io.kirinuki.image.Blob;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.WorkerConfig;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pictures over HTTP, through a real broker and a real store, with two workers that both have a door. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpDoorIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ADA = "ada-key-0123456789";
    private static final String BOB = "bob-key-0123456789";
    private static final String SLOW = "slow-key-0123456789";
    private static final String SECRET = "a secret of 24 characters or more";
    private static final int MOST = 200_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final byte[] photo = Specimens.jpeg(64, 48);

    private Path folder;
    private Servers servers;
    private Topics topics;
    private TestWorker worker;
    private TestWorker other;
    private HttpServer receiver;
    private final AtomicInteger calls = new AtomicInteger();
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

    /** Two milliseconds a batch: what is tried is the way, not the network. */
    private record Parts() implements Wiring.Parts {
        @Override
        public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
            return PacedModels.subject(Duration.ofMillis(2), 4, batches);
        }

        /** One name leads to this machine. */
        @Override
        public Addresses addresses(AddressConfig config) {
            InetAddress own = InetAddress.getLoopbackAddress();
            return new GuardedAddresses(
                    config,
                    new Network(
                            name -> List.of(own),
                            number -> number.equals(own) ? Optional.empty() : Ranges.closed(number),
                            Optional.empty()));
        }
    }

    /** A call of a webhook. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Told(String id, String time, String signature, byte[] body) {}

    /** Takes a call at the second attempt. */
    private HttpServer receiver() throws IOException {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/told", exchange -> {
            try (exchange) {
                var headers = exchange.getRequestHeaders();
                told.add(new Told(
                        headers.getFirst("webhook-id"),
                        headers.getFirst("webhook-timestamp"),
                        headers.getFirst("webhook-signature"),
                        exchange.getRequestBody().readAllBytes()));
                exchange.sendResponseHeaders(calls.incrementAndGet() == 1 ? 503 : 204, -1);
            }
        });
        receiver.start();
        return receiver;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        servers = EmbeddedServers.start(folder.resolve("servers"));
        servers.createBucket(Shelf.PHOTOS);
        servers.createBucket(TestWorker.ARTIFACTS);
        topics = new Topics("http", 4);
        for (String topic : topics.all()) servers.createTopic(topic, topics.partitions());
        Path keys = folder.resolve("keys");
        Files.writeString(keys, """
                # who may ask
                ada sha256:%s
                bob sha256:%s
                """.formatted(sha256(ADA), sha256(BOB)));
        receiver = receiver();
        worker = worker("one", keys, Map.of());
        other = worker("two", keys, Map.of());
    }

    private TestWorker worker(String name, Path keys, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "http.enabled", "true",
                "http.port", "0",
                "http.keys-file", keys.toString(),
                "http.rate", "1000",
                "http.burst", "1000",
                "http.max-upload", Integer.toString(MOST),
                "http.uploads.bucket", Shelf.PHOTOS,
                "reach.sources", "photos"));
        settings.put("http.webhooks.hosts", "hooks.example.net");
        settings.put("http.webhooks.http", "true");
        settings.put(
                "http.webhooks.ports", Integer.toString(receiver.getAddress().getPort()));
        settings.put("http.webhooks.secret", SECRET);
        settings.putAll(more);
        return TestWorker.start(servers, topics, folder.resolve("state-" + name), settings, new Parts());
    }

    @AfterAll
    void stop() {
        client.close();
        if (other != null) other.close();
        if (worker != null) worker.close();
        if (receiver != null) receiver.stop(0);
        if (servers != null) servers.close();
    }

    private static String sha256(String key) {
        return Blob.of(key.getBytes(UTF_8)).sha256();
    }

    private static HttpRequest.Builder to(TestWorker worker, String path, String key) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(worker.httpPort(), path)))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + key);
    }

    private HttpRequest.Builder post(String path) {
        return to(worker, path, ADA).header("Content-Type", "image/jpeg").POST(BodyPublishers.ofByteArray(photo));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return JSON.readTree(response.body());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static void assertRefused(HttpResponse<byte[]> response, int status, String name) {
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(status);
        assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("class").asString()).isEqualTo(name);
        assertThat(problem.get("detail").asString()).isNotBlank();
        assertThat(problem.get("fix").asString()).isNotBlank();
    }

    @Test
    void aPictureComesBackCutOut() throws Exception {
        HttpResponse<byte[]> answer = send(post("/v1/images?pipeline=cutout").header("Accept", "image/png"));
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo("image/png");
        BufferedImage cutout = ImageIO.read(new ByteArrayInputStream(answer.body()));
        assertThat(cutout.getWidth()).isEqualTo(64);
        assertThat(cutout.getColorModel().hasAlpha()).isTrue();

        // The same bytes are the same object, and their work is not done again; nobody says how, so it is a picture.
        HttpResponse<byte[]> again = send(post("/v1/images?pipeline=cutout"));
        assertThat(again.body()).isEqualTo(answer.body());
        assertThat(header(again, "Content-Location")).isNotEqualTo(header(answer, "Content-Location"));
        JsonNode event = json(send(post("/v1/images?pipeline=cutout").header("Accept", "application/json")));
        assertThat(event.get("type").asString()).isEqualTo("io.kirinuki.image.result.v1");
        assertThat(event.get("reused").asBoolean()).isTrue();
    }

    @Test
    void aFormOfAHostileNameComesBackAsZip() throws Exception {
        String boundary = "b0undary";
        String head = """
                --%s\r
                Content-Disposition: form-data; name="request"\r
                \r
                {"pipeline": "cutout-with-mask", "parameters": {"cutout": {"background": "#00ff00"}}, "id": "my own"}\r
                --%s\r
                Content-Disposition: form-data; name="file"; filename="../..\\\\%%2e%%2e/<img src=x>\u202egpj.jpg"\r
                Content-Type: image/jpeg\r
                \r
                """.formatted(boundary, boundary);
        byte[] form = (head + latin(photo) + "\r\n--" + boundary + "--\r\n").getBytes(ISO_8859_1);
        HttpResponse<byte[]> answer = send(to(worker, "/v1/images", ADA)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .header("Accept", "application/zip")
                .POST(BodyPublishers.ofByteArray(form)));
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        Map<String, byte[]> files = unzipped(answer.body());
        assertThat(files).containsOnlyKeys("cutout.png", "mask.png", "result.json");
        JsonNode result = JSON.readTree(files.get("result.json"));
        assertThat(result.get("requestId").asString()).isEqualTo("my own");
        String key = result.get("source").get("key").asString();
        assertThat(key)
                .startsWith("http/")
                .doesNotContain("..", "%", "\\", "\u202e")
                .endsWith("gpj.jpg");
        assertThat(ImageIO.read(new ByteArrayInputStream(files.get("cutout.png")))
                        .getColorModel()
                        .hasAlpha())
                .isFalse();
    }

    private static Map<String, byte[]> unzipped(byte[] zip) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }

    @Test
    void aRequestNamesAnObjectByTheRulesOfEvents() throws Exception {
        try (MinioStore store = new MinioStore(servers.store())) {
            store.put(ObjectRef.of(Shelf.PHOTOS, "in/shoe.jpg"), "image/jpeg", Blob.of(photo))
                    .orThrow();
        }
        assertThat(header(event("{\"source\": {\"bucket\": \"photos\", \"key\": \"in/shoe.jpg\"}}"), "Content-Type"))
                .isEqualTo("image/png");
        HttpResponse<byte[]> missing = event("{\"source\": {\"bucket\": \"photos\", \"key\": \"in/none.jpg\"}}");
        assertRefused(missing, 404, "NotFound");
        HttpResponse<byte[]> outside = event("{\"source\": {\"bucket\": \"secrets\", \"key\": \"a.jpg\"}}");
        assertRefused(outside, 403, "OutOfReach");
        assertThat(new String(outside.body(), UTF_8)).doesNotContain("photos", "artifacts");
        assertRefused(
                event("{\"source\": {\"bucket\": \"photos\", \"key\": \"http/0123456789abcdef/x/a.jpg\"}}"),
                403,
                "OutOfReach");
        assertRefused(event("{\"source\": {\"url\": \"https://example.org/a.jpg\"}}"), 422, "AddressRefused");
        assertRefused(event("{\"source\": 3}"), 400, "InvalidRequest");
        assertRefused(event("[]"), 400, "InvalidRequest");
        assertRefused(send(post("/v1/images?pipeline=nonsense")), 400, "UnknownPipeline");
        assertRefused(
                send(post("/v1/images?pipeline=cutout&parameters=%7B%22cutout%22%3A%7B%22blur%22%3A9%7D%7D")),
                400,
                "InvalidRequest");
    }

    private HttpResponse<byte[]> event(String json) throws Exception {
        return send(to(worker, "/v1/images?pipeline=cutout", ADA)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    @Test
    void whatIsAskedForLaterIsThereAtEveryDoorForItsOwnerAlone() throws Exception {
        HttpResponse<byte[]> accepted = send(post("/v1/images?pipeline=mask").header("Prefer", "respond-async"));
        assertThat(accepted.statusCode()).isEqualTo(202);
        String place = header(accepted, "Location");
        assertThat(place).isEqualTo("/v1/images/" + json(accepted).get("id").asString());

        HttpResponse<byte[]> answer =
                send(to(other, place, ADA).header("Prefer", "wait=30").GET());
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        assertThat(ImageIO.read(new ByteArrayInputStream(answer.body())).getWidth())
                .isEqualTo(64);
        HttpResponse<byte[]> again = send(to(worker, place, ADA).GET());
        assertThat(again.body()).isEqualTo(answer.body());
        assertRefused(send(to(other, place, BOB).GET()), 404, "UnknownRequest");
        assertRefused(send(to(other, "/v1/images/secrets", ADA).GET()), 404, "UnknownRequest");

        // A worker that was not there when it was asked for and answered.
        try (TestWorker later = worker("three", folder.resolve("keys"), Map.of())) {
            HttpResponse<byte[]> found = send(to(later, place, ADA).GET());
            assertThat(found.statusCode()).isEqualTo(200);
            assertThat(found.body()).isEqualTo(answer.body());
            assertRefused(send(to(later, place, BOB).GET()), 404, "UnknownRequest");
        }
    }

    @Test
    void anIdempotencyKeyStandsForOneRequestAtEveryDoor() throws Exception {
        Set<String> places = new HashSet<>();
        for (TestWorker one : new TestWorker[] {worker, other, worker}) {
            HttpResponse<byte[]> answer = send(to(one, "/v1/images?pipeline=cutout", ADA)
                    .header("Idempotency-Key", "order 7")
                    .header("Content-Type", "image/jpeg")
                    .POST(BodyPublishers.ofByteArray(photo)));
            assertThat(answer.statusCode()).isEqualTo(200);
            places.add(header(answer, "Content-Location"));
        }
        assertThat(places).hasSize(1);
        assertRefused(
                send(post("/v1/images?pipeline=mask").header("Idempotency-Key", "order 7")),
                422,
                "IdempotencyKeyReused");
        HttpResponse<byte[]> bobs = send(to(worker, "/v1/images?pipeline=cutout", BOB)
                .header("Idempotency-Key", "order 7")
                .header("Content-Type", "image/jpeg")
                .POST(BodyPublishers.ofByteArray(photo)));
        assertThat(places).doesNotContain(header(bobs, "Content-Location"));
    }

    @Test
    void whatCannotBeTakenIsRefusedInWords() throws Exception {
        assertRefused(
                send(post("/v1/images?pipeline=cutout").POST(BodyPublishers.ofByteArray(new byte[MOST + 1]))),
                413,
                "TooLarge");
        assertRefused(
                send(post("/v1/images?pipeline=cutout")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[MOST + 1])))),
                413,
                "TooLarge");
        assertRefused(
                send(to(worker, "/v1/images?pipeline=cutout", ADA)
                        .header("Content-Type", "text/html")
                        .POST(BodyPublishers.ofString("<p>"))),
                415,
                "MediaType");
        assertRefused(
                send(post("/v1/images?pipeline=cutout").POST(BodyPublishers.ofString("%PDF-1.7 no picture"))),
                415,
                "Unsupported");
        assertRefused(send(post("/v1/images?pipeline=cutout").POST(BodyPublishers.noBody())), 400, "Empty");
        assertRefused(
                send(post("/v1/images?pipeline=cutout").POST(BodyPublishers.ofByteArray(Specimens.half(photo)))),
                422,
                "Undecodable");
        assertRefused(send(post("/v1/images?pipeline=cutout").header("Accept", "text/html")), 406, "NotAcceptable");
        assertRefused(
                send(to(worker, "/v1/images?pipeline=cutout", "nobody's")
                        .header("Content-Type", "image/jpeg")
                        .POST(BodyPublishers.ofByteArray(photo))),
                401,
                "KeyRefused");
        assertThat(client.send(
                                HttpRequest.newBuilder(URI.create(
                                                "http://127.0.0.1:%d/v1/images".formatted(worker.httpPort())))
                                        .DELETE()
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
    }

    /** Byte for byte what the client "removebg" 0.04 of PyPI sends for a file. */
    @Test
    void aClientOfRemoveBgChangesTheAddressOnly() throws Exception {
        String boundary = "8c3a1f5d2b7e4c6f9a0d1e2f3a4b5c6d";
        HttpResponse<byte[]> answer = removeBg("multipart/form-data; boundary=" + boundary, "*/*", """
                --%s\r
                Content-Disposition: form-data; name="size"\r
                \r
                regular\r
                --%s\r
                Content-Disposition: form-data; name="bg_color"\r
                \r
                00ff00\r
                --%s\r
                Content-Disposition: form-data; name="image_file"; filename="photo.jpg"\r
                \r
                %s\r
                --%s--\r
                """.formatted(
                        boundary, boundary, boundary, latin(photo), boundary));
        assertThat(answer.statusCode()).as(latin(answer.body())).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo("image/jpeg");
        assertThat(header(answer, "X-Width")).isEqualTo("64");
        assertThat(header(answer, "X-Height")).isEqualTo("48");
        assertThat(header(answer, "X-Type")).isEqualTo("other");
        assertThat(header(answer, "X-Credits-Charged")).isEqualTo("0");
        assertThat(Integer.parseInt(header(answer, "X-Foreground-Width"))).isBetween(1, 64);
        assertThat(ImageIO.read(new ByteArrayInputStream(answer.body())).getWidth())
                .isEqualTo(64);

        String base64 = Base64.getEncoder().encodeToString(Specimens.jpeg(1200, 900));
        HttpResponse<byte[]> small = removeBg(
                "application/x-www-form-urlencoded",
                "application/json",
                "image_file_b64=%s&format=png&crop=&bg_color=&roi=0%%25+0%%25+50%%25+100%%25"
                        .formatted(URLEncoder.encode(base64, UTF_8)));
        assertThat(small.statusCode()).as(latin(small.body())).isEqualTo(200);
        BufferedImage preview = ImageIO.read(new ByteArrayInputStream(
                Base64.getDecoder().decode(json(small).at("/data/result_b64").asString())));
        assertThat(preview.getWidth()).isEqualTo(577);
        assertThat(header(small, "X-Width")).isEqualTo("577");
        assertThat(Integer.parseInt(header(small, "X-Foreground-Left"))
                        + Integer.parseInt(header(small, "X-Foreground-Width")))
                .as("the region of interest's edge")
                .isBetween(280, 290);

        assertRemoveBgError(removeBg("application/json", "*/*", "{\"size\": \"full\"}"), 400, "missing_source");
        assertRemoveBgError(
                removeBg("application/json", "*/*", "{\"image_url\": \"https://example.org/a.jpg\"}"),
                400,
                "invalid_image_url");
        assertRemoveBgError(
                removeBg("application/json", "*/*", "{\"image_file_b64\": \"aGVsbG8gd29ybGQ=\"}"),
                400,
                "invalid_file_type");
        assertRemoveBgError(
                removeBg("application/json", "*/*", "{\"image_file_b64\": \"aGVs\", \"roi\": \"1% 1px 9px 9px\"}"),
                400,
                "unsupported_roi");
        assertRemoveBgError(removeBg("application/json", "*/*", "{\"colour\": \"red\"}"), 400, "unknown_field");
        assertRemoveBgError(
                send(to(worker, "/v1.0/removebg", "nobody's").POST(BodyPublishers.ofString("{}"))), 403, "auth_failed");
    }

    private HttpResponse<byte[]> removeBg(String contentType, String accept, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/v1.0/removebg".formatted(worker.httpPort())))
                        .header("X-Api-Key", ADA)
                        .header("Content-Type", contentType)
                        .header("Accept", accept)
                        .POST(BodyPublishers.ofByteArray(body.getBytes(ISO_8859_1)))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static void assertRemoveBgError(HttpResponse<byte[]> response, int status, String code) {
        assertThat(response.statusCode()).as(latin(response.body())).isEqualTo(status);
        JsonNode error = json(response).get("errors").get(0);
        assertThat(error.get("code").asString()).isEqualTo(code);
        assertThat(error.get("title").asString()).isNotBlank();
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    @Test
    void whoAsksToIsToldOfItsAnswer() throws Exception {
        String url = "http://hooks.example.net:%d/told"
                .formatted(receiver.getAddress().getPort());
        HttpResponse<byte[]> accepted = send(post("/v1/images?pipeline=cutout&webhook=" + URLEncoder.encode(url, UTF_8))
                .header("Prefer", "respond-async"));
        assertThat(accepted.statusCode()).as(latin(accepted.body())).isEqualTo(202);
        String id = json(accepted).get("id").asString();

        Told refused = told.poll(30, TimeUnit.SECONDS);
        Told taken = told.poll(30, TimeUnit.SECONDS);
        JsonNode event = JSON.readTree(taken.body());
        assertThat(event.get("requestId").asString()).isEqualTo(id);
        assertThat(event.get("type").asString()).isEqualTo("io.kirinuki.image.result.v1");
        assertThat(taken.id()).isEqualTo(refused.id());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        mac.update("%s.%s.".formatted(taken.id(), taken.time()).getBytes(UTF_8));
        assertThat(taken.signature()).isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(taken.body())));

        for (String elsewhere : new String[] {
            "http://inside.example.net/", "http://hooks.example.net:1/", "http://127.0.0.1/", "ftp://hooks.example.net/"
        }) {
            assertRefused(
                    send(post("/v1/images?pipeline=cutout&webhook=" + URLEncoder.encode(elsewhere, UTF_8))),
                    403,
                    "WebhookRefused");
        }
    }

    @Test
    void whoGoesAwayLeavesNothingBehind() throws Exception {
        for (int i = 0; i < 8; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), worker.httpPort())) {
                OutputStream out = socket.getOutputStream();
                String head = """
                        POST /v1/images?pipeline=cutout HTTP/1.1\r
                        Host: x\r
                        X-Api-Key: %s\r
                        Content-Type: image/jpeg\r
                        Content-Length: %d\r
                        \r
                        """.formatted(ADA, photo.length + i % 2 * 100);
                out.write(head.getBytes(UTF_8));
                out.write(photo);
                out.flush();
            }
        }
        assertThat(send(post("/v1/images?pipeline=cutout")).statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyThatAsksTooOftenWaits() throws Exception {
        Path keys = folder.resolve("keys-of-slow");
        Files.writeString(keys, "slow sha256:%s%n".formatted(sha256(SLOW)));
        try (TestWorker slow =
                worker("four", keys, Map.of("http.rate", "0.01", "http.burst", "2", "http.most-waiting", "1"))) {
            HttpRequest.Builder ask = to(slow, "/v1/images/none", SLOW).GET();
            assertRefused(send(ask), 404, "UnknownRequest");
            assertRefused(send(ask), 404, "UnknownRequest");
            HttpResponse<byte[]> refused = send(ask);
            assertRefused(refused, 429, "RateLimited");
            assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(90, 100);

            // A key that takes its place counts once the file has changed.
            Files.writeString(keys, "slow sha256:%s%nanother sha256:%s%n".formatted(sha256(SLOW), sha256(BOB)));
            HttpRequest.Builder anew = to(slow, "/v1/images/none", BOB).GET();
            HttpResponse<byte[]> response = send(anew);
            for (int tries = 0; response.statusCode() == 401 && tries < 50; tries++) {
                Thread.sleep(100);
                response = send(anew);
            }
            assertRefused(response, 404, "UnknownRequest");
        }
    }
}
