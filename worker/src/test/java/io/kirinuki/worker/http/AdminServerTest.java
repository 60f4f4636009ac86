package io.kirinuki.worker.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kirinuki.worker.config.AdminConfig;
import io.kirinuki.worker.config.ConfigException;
import io.kirinuki.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    private static final String LOCALHOST = "127.0.0.1";

    private final HttpClient client = HttpClient.newHttpClient();
    private volatile Health started = new Health(true, Map.of());
    private volatile Health ready = new Health(true, Map.of());
    private final AdminServer server = AdminServer.start(
            admin(LOCALHOST, 0),
            new Probes(() -> started, () -> new Health(true, Map.of("streams", "RUNNING")), () -> ready),
            new WorkerMetrics()::expose,
            () -> "{\"owed\":7}",
            AdminServerTest::index);

    private static AdminConfig admin(String host, int port) {
        return new AdminConfig(host, port, false, Optional.empty());
    }

    private static List<Route> index(String list) {
        return List.of(Route.get("/", call -> Reply.text(200, list)));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void anAutoscalerIsAnsweredInJson() throws Exception {
        var response = get("/autoscale");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body()).isEqualTo("{\"owed\":7}\n");
    }

    @Test
    void healthIs200WithALineForEachCheck() throws Exception {
        var response = get("/livez");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("ok\nstreams: RUNNING\n");
    }

    @Test
    void unwellIs503WithChecksInTheirOrder() throws Exception {
        var checks = new LinkedHashMap<String, String>();
        checks.put("streams", "REBALANCING");
        checks.put("models", "u2net is being warmed");
        checks.put("engine", "ok");
        ready = new Health(false, checks);

        var response = get("/readyz");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body())
                .isEqualTo("not ok\nstreams: REBALANCING\nmodels: u2net is being warmed\nengine: ok\n");
    }

    @Test
    void eachProbeHasItsOwnAnswer() throws Exception {
        started = new Health(false, Map.of("partitions", "not shared out yet"));

        assertThat(get("/startupz").statusCode()).isEqualTo(503);
        assertThat(get("/startupz").body()).contains("partitions: not shared out yet");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    /** Nothing, half a request, and one that comes byte by byte; more of them than may be open at once. */
    @Test
    void whoSendsHalfARequestIsCutOff() throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < ServerLimits.USUAL.connections() + 50; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                open.add(socket);
                if (i % 3 > 0) socket.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: a".getBytes(US_ASCII));
            }
            await().atMost(ServerLimits.USUAL.patience().multipliedBy(4)).until(() -> {
                for (int i = 2; i < open.size(); i += 3) drip(open.get(i));
                return open.stream().allMatch(AdminServerTest::isCutOff);
            });
        } finally {
            for (Socket socket : open) socket.close();
        }
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    private static void drip(Socket socket) {
        try {
            socket.getOutputStream().write('a');
        } catch (IOException cutOff) {
            // which is what is waited for
        }
    }

    private static boolean isCutOff(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException cutOff) {
            return true;
        }
    }

    @Test
    void metricsComeInTheFormatTheScraperAccepts() throws Exception {
        var plain = get("/metrics");
        var open = send(request("/metrics").header("Accept", "application/openmetrics-text; version=1.0.0"));

        assertThat(plain.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(plain.body()).contains("jvm_memory_bytes_used").doesNotContain("# EOF");
        assertThat(open.headers().firstValue("Content-Type"))
                .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() throws Exception {
        var response = send(request("/livez").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).hasValue("20");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void indexListsThePages() throws Exception {
        assertThat(get("/").body()).contains("/startupz\n", "/livez\n", "/readyz\n", "/metrics\n");
    }

    @Test
    void otherPagesAndMethodsAreRefused() throws Exception {
        assertThat(get("/livez/more").statusCode()).isEqualTo(404);
        assertThat(get("/favicon.ico").statusCode()).isEqualTo(404);
        assertThat(send(request("/livez").POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void supplierThatThrowsIs500AndTheServerGoesOn() throws Exception {
        try (var broken = AdminServer.start(
                admin(LOCALHOST, 0),
                new Probes(
                        () -> started,
                        () -> {
                            throw new IllegalStateException("bug");
                        },
                        () -> ready),
                new WorkerMetrics()::expose,
                () -> "{\"owed\":7}",
                AdminServerTest::index)) {
            var base = "http://" + LOCALHOST + ":" + broken.port();
            assertThat(send(HttpRequest.newBuilder(URI.create(base + "/livez"))).statusCode())
                    .isEqualTo(500);
            assertThat(send(HttpRequest.newBuilder(URI.create(base + "/readyz")))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void busyPortNamesTheKey() {
        var busy = admin(LOCALHOST, server.port());

        assertThatThrownBy(() -> AdminServer.start(
                        busy,
                        new Probes(() -> ready, () -> ready, () -> ready),
                        new WorkerMetrics()::expose,
                        () -> "{\"owed\":7}",
                        AdminServerTest::index))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("kirinuki.admin.port: cannot listen on 127.0.0.1:" + server.port())
                .hasMessageContaining("choose another port, or 0 for any free one");
    }

    @Test
    void unknownHostNamesTheKey() {
        var nowhere = admin("no such host", 0);

        assertThatThrownBy(() -> AdminServer.start(
                        nowhere,
                        new Probes(() -> ready, () -> ready, () -> ready),
                        new WorkerMetrics()::expose,
                        () -> "{\"owed\":7}",
                        AdminServerTest::index))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("kirinuki.admin.host: \"no such host\"");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + LOCALHOST + ":" + server.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
