package io.kirinuki.worker.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over sockets of our own, for well-behaved clients do not send what is sent here. */
class HttpServerTest {
    private static final ServerLimits SHORT = new ServerLimits(
            20, Duration.ofMillis(400), Duration.ofMillis(800), Duration.ofMillis(900), new ByteSize(2 << 10));
    private static final ServerLimits PATIENT = new ServerLimits(
            20, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60), new ByteSize(2 << 10));

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Socket> sockets = new ArrayList<>();
    private HttpServer server;

    private void serve(ServerLimits limits, Problems problems) throws IOException {
        server = HttpServer.start(
                "test",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(
                        Route.get("/hello", call -> Reply.text(200, "hello\n")),
                        Route.get(
                                "/thing/*",
                                call -> Reply.text(
                                        200, call.rest() + call.parameter("q").orElse(""))),
                        Route.get("/slow", call -> {
                            begun.countDown();
                            release.await(30, TimeUnit.SECONDS);
                            return Reply.text(200, "late\n");
                        }),
                        Route.get(
                                "/events",
                                call -> Reply.streamed(200, "text/event-stream", out -> {
                                    out.write("data: one\n\n".getBytes(UTF_8));
                                    out.flush();
                                    release.await(30, TimeUnit.SECONDS);
                                    out.write("data: two\n\n".getBytes(UTF_8));
                                })),
                        Route.get(
                                "/broken",
                                call -> Reply.streamed(200, "text/plain", out -> {
                                    out.write("half".getBytes(UTF_8));
                                    out.flush();
                                    throw new IOException("the store went away");
                                })),
                        Route.get("/large", call -> Reply.whole(200, "text/plain", Blob.of(new byte[30 << 20]))),
                        Route.post("/count", new ByteSize(1000), call -> {
                            int length = call.body().readAllBytes().length;
                            return Reply.text(200, length + " bytes\n");
                        })),
                limits,
                problems);
    }

    @AfterEach
    void stop() throws IOException {
        release.countDown();
        for (Socket socket : sockets) socket.close();
        server.close();
    }

    @Test
    void routesAreFoundByMethodAndPath() throws Exception {
        serve(PATIENT, Problems.TEXT);

        assertThat(ask("GET /hello"))
                .startsWith("HTTP/1.1 200")
                .contains("nosniff")
                .endsWith("hello\n");
        assertThat(ask("HEAD /hello")).contains("Content-Length: 6").endsWith("\r\n\r\n");
        assertThat(ask("GET /thing/a%20b?q=%C3%A4")).endsWith("a bä");
        assertThat(ask("GET /thing/")).startsWith("HTTP/1.1 404");
        assertThat(ask("DELETE /hello")).startsWith("HTTP/1.1 405").contains("Allow: GET, HEAD");
        assertThat(ask("GET /count")).startsWith("HTTP/1.1 405").contains("Allow: POST");
        assertThat(raw("GET /hello HTTP/1.0\r\n\r\n")).contains(" 200 ").endsWith("hello\n");
    }

    @Test
    void whatIsNoRequestIsRefusedInPlainWordsWithoutNamesOrStacks() throws Exception {
        serve(PATIENT, Problems.TEXT);

        for (String bad : List.of(
                "GET /hello HTTP/1.1\r\n\r\n", // names no host
                "nonsense\r\n\r\n",
                "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /thing/%2F..%2F HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            assertThat(raw(bad)).as(bad).startsWith("HTTP/1.1 400").doesNotContainIgnoringCase("jetty");
        }
        assertThat(raw("GET /hello HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(9000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431")
                .doesNotContainIgnoringCase("jetty");
    }

    @Test
    void problemsOfADoorAreThoseOfRfc9457() throws Exception {
        serve(PATIENT, Problems.JSON);

        assertThat(ask("GET /nowhere"))
                .contains("Content-Type: application/problem+json")
                .contains("{\"title\":\"Not Found\",\"status\":404,\"detail\":\"");
        assertThat(raw("nonsense\r\n\r\n")).contains("application/problem+json").contains("\"status\":400");
    }

    @Test
    void bodiesEndAtTheirBound() throws Exception {
        serve(PATIENT, Problems.TEXT);
        String post = "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";

        assertThat(raw(post + "Content-Length: 1000\r\n\r\n" + "x".repeat(1000)))
                .endsWith("1000 bytes\n");
        assertThat(raw(post + "Content-Length: 1001\r\n\r\n" + "x".repeat(1001)))
                .startsWith("HTTP/1.1 413")
                .endsWith("at most 1,000 bytes are read here\n");
        assertThat(raw(post + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + "x".repeat(1001) + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void bodyThatTricklesInIsCutOff() throws Exception {
        serve(SHORT, Problems.TEXT);
        Socket socket = open("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");

        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    try {
                        socket.getOutputStream().write('x');
                        return false;
                    } catch (IOException cutOff) {
                        return true;
                    }
                });
    }

    @Test
    void workThatTakesLongerThanAllPatienceIsAnswered() throws Exception {
        serve(SHORT, Problems.TEXT);
        Socket slow = slow();

        // The same clock cuts these off, one after the other.
        for (long waited = 0;
                waited <= 2 * SHORT.stall().toMillis();
                waited += SHORT.patience().toMillis()) {
            assertThat(rest(open(""))).isEmpty();
        }
        release.countDown();

        assertThat(rest(slow)).endsWith("late\n");
    }

    @Test
    void eventsArriveAsTheyAreFlushed() throws Exception {
        serve(PATIENT, Problems.TEXT);
        Socket socket = open("GET /events HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(upTo(socket, "data: one\n\n")).contains("text/event-stream");
        release.countDown();
        assertThat(rest(socket)).contains("data: two");
    }

    /** Whoever reads it must see that it is not all: no last chunk. */
    @Test
    void answerThatBreaksIsCutOff() throws Exception {
        serve(PATIENT, Problems.TEXT);

        assertThat(ask("GET /broken")).contains("half").doesNotContain("0\r\n\r\n");
        assertThat(ask("GET /hello")).startsWith("HTTP/1.1 200");
    }

    /** More than may be open, of which none asks anything: for each newcomer the one that waits longest has to go. */
    @Test
    void connectionsThatAskNothingKeepNobodyOut() throws Exception {
        serve(PATIENT, Problems.TEXT);
        for (int i = 0; i < 25 * PATIENT.connections(); i++) {
            open(i % 2 == 0 ? "" : "GET /hello HTTP/1.1\r\nHost: a");
            if (i % 50 == 0) assertThat(ask("GET /hello")).endsWith("hello\n");
        }

        assertThat(ask("GET /hello")).endsWith("hello\n");
        await().until(() -> server.connections() <= PATIENT.connections());
    }

    @Test
    void whatIsBeingAnsweredIsNotClosedForANewcomer() throws Exception {
        serve(PATIENT, Problems.TEXT);
        Socket slow = slow();
        for (int i = 0; i < 3 * PATIENT.connections(); i++) open("");
        release.countDown();

        assertThat(rest(slow)).endsWith("late\n");
    }

    @Test
    void clientThatReadsNothingHoldsItsThreadForAWhileOnly() throws Exception {
        serve(SHORT, Problems.TEXT);
        open("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
        await().until(() -> server.connections() == 1);

        await().atMost(Duration.ofSeconds(20)).until(() -> server.connections() == 0);
    }

    private String ask(String what) throws IOException {
        return raw(what + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }

    private String raw(String bytes) throws IOException {
        return rest(open(bytes));
    }

    /** One whose request is being answered, until {@link #release}. */
    private Socket slow() throws IOException, InterruptedException {
        Socket socket = open("GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        return socket;
    }

    private Socket open(String bytes) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        try {
            socket.getOutputStream().write(bytes.getBytes(US_ASCII));
        } catch (IOException cutOff) {
            // as a newcomer's may be
        }
        return socket;
    }

    private static String rest(Socket socket) {
        StringBuilder text = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            byte[] some = new byte[8 << 10];
            for (int n = in.read(some); n >= 0; n = in.read(some)) text.append(new String(some, 0, n, UTF_8));
        } catch (IOException cutOff) {
            // what came until then
        }
        return text.toString();
    }

    private static String upTo(Socket socket, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) break;
            text.append((char) next);
        }
        return text.toString();
    }
}
