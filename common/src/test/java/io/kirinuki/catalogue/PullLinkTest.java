package io.kirinuki.catalogue;

import static io.kirinuki.catalogue.ModelServer.cutAfter;
import static io.kirinuki.catalogue.ModelServer.promising;
import static io.kirinuki.catalogue.ModelServer.redirect;
import static io.kirinuki.catalogue.ModelServer.silence;
import static io.kirinuki.catalogue.ModelServer.stallAfter;
import static io.kirinuki.catalogue.ModelServer.status;
import static io.kirinuki.catalogue.ModelServer.trickle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls over links of every kind: cut, slow, silent, refused, and killed on this side. */
@Timeout(60)
@SuppressWarnings("AddressSelection") // numbers: nobody is asked
class PullLinkTest extends PullFixture {
    @Test
    void connectionThatIsCutGoesOnWhereItEndedAndFetchesNoByteTwice() throws Exception {
        server.then(cutAfter(300_000), cutAfter(0), cutAfter(700_000), cutAfter(1), cutAfter(0));

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);

        assertThat(server.bytesSent).hasValue(FILE.length);
        assertThat(server.ranges).hasSize(6).startsWith("all", "bytes=300000-", "bytes=300000-", "bytes=1000000-");
    }

    @Test
    void cutsWithoutEndAreNotTriedForEver() throws Exception {
        server.then(cutAfter(300_000), cutAfter(0), cutAfter(0), cutAfter(0));

        assertThatThrownBy(() -> pull(entry()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("given up after 3 attempts")
                .hasMessageContaining("goes on from there");
        assertThat(installed()).isFalse();

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.bytesSent).hasValue(FILE.length);
    }

    @Test
    void serverThatKnowsNoRangesIsAskedForAllAgain() throws Exception {
        server.ranged = false;
        server.then(cutAfter(300_000), cutAfter(500_000));

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.bytesSent).hasValue(FILE.length + 800_000);
    }

    @Test
    void partWithoutValidatorIsNotContinued() throws Exception {
        server.etag = "";
        server.then(cutAfter(300_000));

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.ranges).containsExactly("all", "all");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fileThatChangesBetweenThePartsIsBegunAnew(boolean honoursIfRange) throws Exception {
        server.honoursIfRange = honoursIfRange;
        var changed = onnx(1_500_000);
        server.then((request, it) -> {
            cutAfter(300_000).answer(request, it);
            it.etag = "\"two\"";
            it.file = changed;
        });

        var folder = pull(entry(Digest.of(write("changed", changed), Digest.Algorithm.MD5)));

        assertThat(folder.resolve("model.onnx")).hasBinaryContent(changed);
    }

    @Test
    void fileThatChangesAllTheTimeIsGivenUp() {
        for (int i = 0; i < 10; i++) {
            int version = i;
            server.then((request, it) -> {
                it.etag = "\"%d\"".formatted(version);
                cutAfter(100_000 * (version + 1)).answer(request, it);
            });
        }
        assertThatThrownBy(() -> pull(entry()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("begun from the first byte 4 times");
    }

    @Test
    void slowLinkIsNoError() throws Exception {
        server.then(trickle(20, 100)); // five times as long as silence may last

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.ranges).hasSize(1);
    }

    @Test
    void linkThatFallsSilentIsLeftAndTakenUpAgain() throws Exception {
        server.then(stallAfter(300_000));

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.bytesSent).hasValue(FILE.length);
    }

    @Test
    void linkThatStaysSilentFailsInBoundedTime() {
        server.then(stallAfter(300_000), silence(), silence(), silence(), silence());

        long start = System.nanoTime();
        assertThatThrownBy(() -> pull(entry()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("the link is silent");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void connectionRefusedIsTriedAgainAndThenTold() throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var entry = entry(URI.create("http://127.0.0.1:" + port + "/model.onnx"), null);

        var heard = new Heard();
        assertThatThrownBy(() -> new Pull(models, PATIENCE).run(entry, heard))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("given up after 3 attempts");
        assertThat(heard.retries).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 403, 401, 410, 418})
    void refusalOfTheServerIsFinal(int status) {
        server.then(status(status));

        assertThatThrownBy(() -> pull(entry()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("the server answers " + status);
        assertThat(server.ranges).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429})
    void troubleOfTheServerIsWaitedFor(int status) throws Exception {
        server.then(status(status), cutAfter(300_000), status(status));

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.bytesSent).hasValue(FILE.length);
    }

    @Test
    void redirectIsFollowedAlsoWhenGoingOn() throws Exception {
        server.then(cutAfter(300_000));

        assertThat(pull(entry(server.url("/release"), digest())).resolve("model.onnx"))
                .hasBinaryContent(FILE);
        assertThat(server.ranges).containsExactly("all", "bytes=300000-");
        assertThat(server.bytesSent).hasValue(FILE.length);
    }

    /** To another place on this machine; what the catalogue names itself may be here. */
    @Test
    void redirectThatLeadsInsideIsNotFollowed() throws Exception {
        try (ModelServer other = new ModelServer(FILE)) {
            for (URI inside : List.of(
                    other.url("/model.onnx"),
                    URI.create("http://localhost:%d/model.onnx"
                            .formatted(server.url("/").getPort())),
                    URI.create("http://[::1]:%d/model.onnx"
                            .formatted(server.url("/").getPort())),
                    URI.create("http://169.254.169.254/latest/meta-data/"),
                    URI.create("http://10.0.0.1/model.onnx"))) {
                server.then(redirect(inside + "?key=geheim"));
                assertThatThrownBy(() -> pull(entry()))
                        .isInstanceOf(CatalogueException.class)
                        .hasMessageContaining("whose name leads to an address that is")
                        .message()
                        .doesNotContain("geheim");
            }
            assertThat(other.ranges).isEmpty();
        }
        assertThat(server.ranges).hasSize(5);
        assertThat(installed()).isFalse();
    }

    @Test
    void redirectsEnd() {
        for (int i = 0; i < 20; i++) server.then(redirect("/model.onnx"));
        assertThatThrownBy(() -> pull(entry())).hasMessageContaining("redirected more than 5 times");
        assertThat(server.ranges).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://a.example/m | http://a.example/m            | from https to http",
                "https://a.example/m | http://8.8.8.8/m              | from https to http",
                "https://a.example/m | https://127.0.0.1/m           | of this machine",
                "https://a.example/m | https://[fd00:ec2::254]/m     | local",
                "https://a.example/m | //192.168.1.1/m               | private",
                "https://a.example/m | https://u:p@8.8.8.8/m         | to no address of the web",
                "https://a.example/m | file:///etc/passwd            | to no address of the web",
                "https://a.example/m | ftp://8.8.8.8/m               | to no address of the web",
                "https://a.example/m | https://a b/                  | to no address of the web",
            })
    void redirectOfAServerReachesNothingInside(URI at, String location, String words) {
        var detour = new Detour(at, host -> List.of(InetAddress.getByName(host)));
        assertThatThrownBy(() -> detour.follow(at, location))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining(words);
    }

    @Test
    void redirectToAnotherPublicHostIsFollowed() throws Exception {
        var at = URI.create("http://a.example/m");
        var detour = new Detour(at, host -> List.of(InetAddress.getByName("8.8.8.8")));
        assertThat(detour.follow(at, "https://b.example/n?key=1")).isEqualTo(URI.create("https://b.example/n?key=1"));
        assertThat(detour.follow(at, "n")).isEqualTo(URI.create("http://a.example/n"));
    }

    @Test
    void fileThatIsLargerThanTheCatalogueSaysIsNotFetched() throws Exception {
        var entry = entry(server.url("/model.onnx"), digest(), "1", Optional.of(FILE.length - 1L));
        assertThatThrownBy(() -> pull(entry))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining(
                        "at most %d bytes expected, the server says that it has %d", FILE.length - 1, FILE.length);
        assertThat(files()).noneMatch(file -> file.contains("model.onnx"));
        assertThat(pull(entry(server.url("/model.onnx"), digest(), "1", Optional.of((long) FILE.length))))
                .isDirectory();
    }

    /** Whose server does not say how long it is, or goes on for ever. */
    @Test
    void fileThatDoesNotEndIsStoppedAtTheCataloguesSize() {
        server.then((request, it) -> {
            request.sendResponseHeaders(200, 0);
            while (true) request.getResponseBody().write(FILE); // until the other side has enough
        });
        var entry = entry(server.url("/model.onnx"), null, "1", Optional.of(FILE.length + 1L));
        assertThatThrownBy(() -> pull(entry))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("the server sends more than that");
        assertThat(installed()).isFalse();
    }

    @Test
    void lengthThatIsPromisedAndNotKeptIsACut() throws Exception {
        server.then(promising(10));

        // All is there, but the server said that 10 bytes more would come: the next request tells that there are none.
        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.bytesSent).hasValue(FILE.length);
    }

    @Test
    void wholeAgainstTheServersLengthIsRefusedEvenWithoutADigest() {
        server.then(promising(10), promising(10), promising(10), promising(10), promising(10));
        server.ranged = false;

        assertThatThrownBy(() -> pull(entry(null))).isInstanceOf(CatalogueException.class);
        assertThat(installed()).isFalse();
    }

    @Test
    void pullThatIsKilledIsGoneOnWith() throws Exception {
        server.then(trickle(20, 100));
        var java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PullLinkTest.class.getName(),
                        models.toString(),
                        server.url("/model.onnx").toString())
                .inheritIO()
                .start();
        var part = models.resolve("u2net/.pull/1/model.onnx.part");
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(part) && Files.size(part) > 500_000);
        java.destroyForcibly().waitFor();
        long kept = Files.size(part);
        assertThat(kept).isLessThan(FILE.length);
        assertThat(installed()).isFalse();

        assertThat(pull(entry()).resolve("model.onnx")).hasBinaryContent(FILE);
        assertThat(server.ranges).containsExactly("all", "bytes=" + kept + "-");
    }

    /** The process that gets killed. */
    public static void main(String[] arguments) throws Exception {
        new Pull(Path.of(arguments[0]), Patience.USUAL).run(entry(URI.create(arguments[1]), null), new Heard());
    }
}
