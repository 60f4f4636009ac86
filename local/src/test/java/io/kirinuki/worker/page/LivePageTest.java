package io.kirinuki.worker.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.kirinuki.image.Blob;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the live page gives to whom, and takes from whom; how it looks and feels is tried by {@link LivePageIT}. */
class LivePageTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private PageWorld world;

    private void open(boolean pictures, boolean drops) throws IOException {
        world = new PageWorld(pictures, drops);
    }

    @AfterEach
    void close() {
        client.close();
        world.close();
    }

    @Test
    void pageAsksNothingOfOthersAndRunsNothingInline() throws Exception {
        open(true, true);
        HttpResponse<String> page = get("/", "Accept", "text/html");

        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        List<String> all = new ArrayList<>(List.of(page.body()));
        for (String name : List.of("page.css", "page.js", "mark.svg")) {
            HttpResponse<String> part = get("/page/" + name);
            assertThat(part.statusCode()).isEqualTo(200);
            assertThat(part.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            all.add(part.body());
        }
        assertThat(all)
                .noneMatch(
                        text -> text.replace("http://www.w3.org/2000/svg", "").contains("://"));
        assertThat(page.body()).doesNotContain("style=").doesNotContainPattern(" on[a-z]+=");
        assertThat(all.get(2)).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write");
    }

    @Test
    void whoeverAsksForNoHtmlIsToldThePagesInText() throws Exception {
        open(false, false);

        assertThat(get("/").body()).isEqualTo("Kirinuki worker\n");
    }

    @Test
    void answersAndFiguresComeAsEventsAndGoOnAfterABreak() throws Exception {
        open(true, false);
        world.succeed("one", "a b.png", true);
        world.fail("two", "c.png", "NotFound", "there is no such object");
        List<String> first = events("", 3);

        assertThat(first.get(0)).contains("event: about", "\"pictures\":true", "\"title\":\"worker\"");
        assertThat(first.get(1))
                .contains("event: answers", "\"request\":\"one\"", "s3://photos/a b.png", "\"doubtful\":true")
                .contains("\"fetch\":12.0", "\"uncertainty\":0.06", "\"batch\":4")
                .contains("\"name\":\"NotFound\"", "send it anew");
        assertThat(first.get(2))
                .contains("event: now", "\"owed\":40", "\"oldestSeconds\":130.0", "\"done\":1,\"failed\":1");

        String last = first.get(1)
                .lines()
                .filter(line -> line.startsWith("id: "))
                .findFirst()
                .orElseThrow()
                .substring(4);
        world.succeed("three", "d.png", false);
        assertThat(events("Last-Event-ID: " + last + "\r\n", 2).get(1))
                .contains("\"request\":\"three\"")
                .doesNotContain("\"request\":\"one\"");
        assertThat(events("Last-Event-ID: otherlife-3\r\n", 2).get(1)).contains("\"request\":\"one\"");
    }

    @Test
    void visitorsBeyondTheLimitAreToldSo() throws Exception {
        open(true, false);
        List<Socket> others = new ArrayList<>();
        for (int i = 0; i < LiveEvents.MOST; i++) {
            Socket other = asking("");
            others.add(other);
            read(other, 1);
        }
        assertThat(events("", 1).getFirst()).contains("event: full", "data: " + LiveEvents.MOST);
        for (Socket other : others) other.close();
    }

    @Test
    void picturesAreSmallAndOfAnswersAmongTheLastOnly() throws Exception {
        open(true, false);
        world.succeed("one", "a.png", false);
        world.fail("two", "b.png", "NotFound", "gone");

        assertThat(header("/page/pictures/1/source"))
                .isEqualTo(new ImageHeader(ImageFormat.WEBP, new PixelSize(400, 300), 1));
        assertThat(header("/page/pictures/1/0").stored()).isEqualTo(new PixelSize(400, 300));
        HttpResponse<byte[]> file = bytes("/page/files/1/0");
        assertThat(file.body()).isEqualTo(PageWorld.picture(true));
        assertThat(file.headers().firstValue("Content-Disposition")).hasValue("attachment");
        for (String none : List.of("2/source", "3/source", "1/1", "1/-1", "1/x", "1", "999999999999999999999/source")) {
            assertThat(get("/page/pictures/" + none).statusCode()).as(none).isEqualTo(404);
        }
    }

    @Test
    void photoThatWasReplacedSinceIsNotShownForTheFormer() throws Exception {
        open(true, false);
        world.succeed("one", "a.png", false);
        world.store.put(ObjectRef.of("photos", "a.png"), "image/png", Blob.of(PageWorld.picture(true)));

        assertThat(get("/page/pictures/1/source").statusCode()).isEqualTo(404);
    }

    @Test
    void workerShowsNoPicturesUnlessAllowed() throws Exception {
        open(false, false);
        world.succeed("one", "a.png", false);

        assertThat(get("/page/pictures/1/source").statusCode()).isEqualTo(403);
        assertThat(get("/page/files/1/0").body()).contains("kirinuki.admin.pictures");
        assertThat(post("/page/drops?name=a&pipeline=cutout", Map.of("X-Kirinuki", "drop"), "x")
                        .statusCode())
                .isEqualTo(404);
    }

    /** A name of somebody else's that is made to lead here counts as one site with ours, for a browser. */
    @Test
    void pagesAreForVisitorsByAddressOrByAConfiguredName() throws Exception {
        open(true, true);
        world.succeed("one", "a.png", false);

        for (String path : List.of("/page/events", "/page/pictures/1/source", "/page/files/1/0")) {
            assertThat(raw("GET " + path, "evil.example:" + world.port(), ""))
                    .as(path)
                    .startsWith("HTTP/1.1 421");
        }
        assertThat(raw(
                        "POST /page/drops?name=a&pipeline=cutout",
                        "evil.example",
                        "X-Kirinuki: drop\r\nContent-Length: 0\r\n"))
                .startsWith("HTTP/1.1 421");
        for (String host : List.of("localhost:1", "127.0.0.1", "[::1]:8080", "Kirinuki.Example:80")) {
            assertThat(raw("GET /page/pictures/1/source", host, "")).as(host).startsWith("HTTP/1.1 200");
        }
        assertThat(world.dropped).isEmpty();
    }

    @Test
    void onlyThePageItselfDrops() throws Exception {
        open(true, true);
        String drop = "/page/drops?name=a.png&pipeline=cutout&background=%23ffffff";
        Map<String, String> ours = Map.of("X-Kirinuki", "drop", "Origin", world.url(), "Sec-Fetch-Site", "same-origin");

        assertThat(post(drop, Map.of(), "x").statusCode()).isEqualTo(403);
        for (Map.Entry<String, String> theirs : List.of(
                entry("Origin", "http://evil.example"),
                entry("Origin", "null"),
                entry("Origin", "https://127.0.0.1:" + world.port()),
                entry("Sec-Fetch-Site", "cross-site"),
                entry("Sec-Fetch-Site", "same-site"))) {
            Map<String, String> headers = new HashMap<>(ours);
            headers.put(theirs.getKey(), theirs.getValue());
            assertThat(post(drop, headers, "x").statusCode())
                    .as(theirs.toString())
                    .isEqualTo(403);
        }
        assertThat(world.dropped).isEmpty();

        assertThat(post(drop, ours, "x").body()).isEqualTo("{\"request\":\"page/1\"}");
        assertThat(world.dropped.getFirst().background()).hasValue("#ffffff");
    }

    @Test
    void dropsAreHeldToTheirLimits() throws Exception {
        open(true, true);
        Map<String, String> ours = Map.of("X-Kirinuki", "drop");
        String large = "x".repeat((int) PageWorld.MOST_DROPPED.bytes() + 1);

        assertThat(post("/page/drops?name=a&pipeline=cutout", ours, large).statusCode())
                .isEqualTo(413);
        assertThat(post("/page/drops?name=a&pipeline=cutout", ours, "").body()).contains("empty");
        assertThat(post("/page/drops?name=a&pipeline=deskew", ours, "x").body()).startsWith("pipeline:");
        assertThat(post("/page/drops?name=a&pipeline=cutout&background=red", ours, "x")
                        .body())
                .startsWith("background:");
        assertThat(post("/page/drops?name=" + "n".repeat(201) + "&pipeline=cutout", ours, "x")
                        .body())
                .startsWith("name:");
        assertThat(world.dropped).isEmpty();
    }

    private ImageHeader header(String path) throws Exception {
        return ((Outcome.Done<ImageHeader>) HeaderProbe.probe(bytes(path).body())).value();
    }

    private HttpResponse<byte[]> bytes(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(world.url() + path)).build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(world.url() + path));
        if (headers.length > 0) request.headers(headers);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, Map<String, String> headers, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(world.url() + path)).POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String raw(String what, String host, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), world.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((what + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n").getBytes(UTF_8));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
        }
    }

    private List<String> events(String header, int count) throws IOException {
        try (Socket socket = asking(header)) {
            return read(socket, count);
        }
    }

    private Socket asking(String header) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), world.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET /page/events HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n").getBytes(UTF_8));
        return socket;
    }

    /** The first events, each with its lines. */
    private static List<String> read(Socket socket, int count) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        List<String> events = new ArrayList<>();
        StringBuilder event = new StringBuilder();
        for (String line = in.readLine(); line != null && events.size() < count; line = in.readLine()) {
            if (line.startsWith("event: ") || line.startsWith("id: ") || line.startsWith("data: ")) {
                event.append(line).append('\n');
            } else if (line.isEmpty() && !event.isEmpty()) {
                events.add(event.toString());
                event.setLength(0);
            }
        }
        return events;
    }
}
