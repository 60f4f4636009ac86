package io.kirinuki.address;

import static io.kirinuki.address.PhotoHost.body;
import static io.kirinuki.address.PhotoHost.chunks;
import static io.kirinuki.address.PhotoHost.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.WebAddress;
import io.kirinuki.store.ObjectStore.OpenObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is read at addresses, and what is not. The hosts are this machine, which is closed to all others: the test lets
 * through the one loopback number that its server is at, and names are resolved by a table.
 */
@Timeout(60)
@SuppressWarnings("AddressSelection") // numbers: nobody is asked
class GuardedAddressesTest {
    private static final byte[] PHOTO = {(byte) 0xff, (byte) 0xd8, 1, 2, 3, 4, 5};
    private static final ByteSize LARGEST = new ByteSize(200_000);
    private static final String SECRET = "X-Amz-Signature=5d41402abc4b2a76b9719d911017c592";

    private final Map<String, String[]> table = new ConcurrentHashMap<>();
    /** Numbers that a connection was about to be made to, or that names led to. */
    private final List<InetAddress> looked = Collections.synchronizedList(new ArrayList<>());

    private volatile Resolver resolver = this::resolve;
    private PhotoHost host;
    private Addresses addresses;

    private List<InetAddress> resolve(String name) throws UnknownHostException {
        String[] numbers = table.get(name);
        if (numbers == null) throw new UnknownHostException(name);
        List<InetAddress> all = new ArrayList<>();
        for (String number : numbers) all.add(InetAddress.getByName(number));
        return all;
    }

    @BeforeEach
    void start() throws Exception {
        host = PhotoHost.plain();
        host.at("/photo.jpg", body(PHOTO, "ETag", "\"0cc175b9c0f1b6a831c399e269772661\"", "Content-Type", "text/html"));
        table.put("good.example", new String[] {"127.0.0.1"});
        table.put("a.cdn.example", new String[] {"127.0.0.1"});
        addresses = addresses(config(true, 5, host.port()), Optional.empty());
    }

    private static AddressConfig config(boolean plain, int seconds, Integer... ports) {
        return new AddressConfig(
                HostNames.parse("good.example, *.cdn.example"),
                plain,
                Set.of(ports),
                LARGEST,
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(seconds),
                3);
    }

    private Addresses addresses(AddressConfig config, Optional<KeyStore> trusted) throws Exception {
        InetAddress own = InetAddress.getByName("127.0.0.1");
        Network.Reach reach = number -> {
            looked.add(number);
            return number.equals(own) ? Optional.empty() : Ranges.closed(number);
        };
        return new GuardedAddresses(
                config,
                new Network(
                        name -> resolver.resolve(name),
                        reach,
                        trusted.isPresent() ? Optional.of(PhotoHost.trust(trusted.get())) : Optional.empty()));
    }

    @AfterEach
    void stop() {
        addresses.close();
        host.close();
    }

    private WebAddress at(String path) {
        return new WebAddress("http://good.example:" + host.port() + path);
    }

    private Outcome<byte[]> read(WebAddress address) throws InterruptedException {
        return Outcome.of(() -> {
            try (OpenObject open = addresses.open(address).orThrow()) {
                return open.read().orThrow();
            }
        });
    }

    private Failure failure(WebAddress address) throws InterruptedException {
        Failure failure = ((Outcome.Failed<byte[]>) read(address)).failure();
        assertThat(failure.message()).doesNotContain("Signature").doesNotContain("127.0.0.1");
        return failure;
    }

    private void refused(WebAddress address, String words) throws InterruptedException {
        assertThat(failure(address)).isInstanceOf(Failure.AddressRefused.class);
        assertThat(failure(address).message())
                .startsWith("source.url: " + address + ": ")
                .contains(words);
    }

    @Test
    void photoIsReadWhateverTheHostCallsIt() throws Exception {
        try (OpenObject open = addresses.open(at("/photo.jpg")).orThrow()) {
            assertThat(open.size().bytes()).isEqualTo(PHOTO.length);
            assertThat(open.version()).contains("0cc175b9c0f1b6a831c399e269772661");
            assertThat(open.read().orThrow()).isEqualTo(PHOTO);
        }
        assertThat(addresses.describe(at("/photo.jpg")).orElseThrow().version())
                .contains("0cc175b9c0f1b6a831c399e269772661");
    }

    /** Its query is another one each time, and is signed for GET. */
    @Test
    void presignedAddressIsAskedForWholeAndKnownByItsContent() throws Exception {
        WebAddress presigned = at("/photo.jpg?" + SECRET);
        assertThat(addresses.describe(presigned)).isEmpty();
        try (OpenObject open = addresses.open(presigned).orThrow()) {
            assertThat(open.version()).isEmpty();
            assertThat(open.etag()).isEqualTo("0cc175b9c0f1b6a831c399e269772661");
        }
        assertThat(host.asked).containsExactly("GET /photo.jpg?" + SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"0cc175b9c0f1b6a831c399e269772661\"", "\"5f3b-1a2b\"", ""})
    void tagsThatMayStandForOtherBytesNameNoVersion(String tag) throws Exception {
        host.at("/weak", body(PHOTO, "ETag", tag));
        assertThat(addresses.describe(at("/weak"))).isEmpty();
        try (OpenObject open = addresses.open(at("/weak")).orThrow()) {
            assertThat(open.version()).isEmpty();
        }
    }

    @Test
    void noneIsReadUnlessItsHostIsNamed() throws Exception {
        refused(new WebAddress("http://other.example:" + host.port() + "/"), "not among kirinuki.addresses.hosts");
        refused(new WebAddress("http://cdn.example:" + host.port() + "/"), "not among kirinuki.addresses.hosts");
        assertThat(read(new WebAddress("http://a.cdn.example:" + host.port() + "/photo.jpg")))
                .isInstanceOf(Outcome.Done.class);
        refused(new WebAddress("http://good.example/photo.jpg"), "port 80 is not among kirinuki.addresses.ports");
        var none = (Outcome.Failed<OpenObject>) Addresses.NONE.open(at("/photo.jpg"));
        assertThat(none.failure().message()).contains("name the host in kirinuki.addresses.hosts");
        addresses.close();
        addresses = addresses(config(false, 5, host.port()), Optional.empty());
        refused(at("/photo.jpg"), "https alone is taken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.2",
                "0.0.0.0",
                "10.1.2.3",
                "169.254.169.254",
                "100.100.100.200",
                "192.168.0.1",
                "::1",
                "fd00:ec2::254",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "::127.0.0.1",
            })
    void hostThatLeadsInsideIsRefused(String number) throws Exception {
        table.put("good.example", new String[] {number});
        refused(at("/photo.jpg"), "its name leads to an address that is ");
        table.put("good.example", new String[] {"127.0.0.1", number});
        refused(at("/photo.jpg"), "its name leads to an address that is ");
        assertThat(host.asked).isEmpty();
    }

    /** A resolver that says something else the second time is asked once, and what is connected to is what was looked at. */
    @Test
    void secondAnswerOfTheResolverReachesNobody() throws Exception {
        List<String> resolved = Collections.synchronizedList(new ArrayList<>());
        resolver = name -> {
            resolved.add(name);
            return List.of(InetAddress.getByName(resolved.size() == 1 ? "127.0.0.1" : "127.0.0.3"));
        };
        assertThat(read(at("/photo.jpg"))).isInstanceOf(Outcome.Done.class);
        assertThat(resolved).hasSize(1);
        assertThat(looked).isNotEmpty().containsOnly(InetAddress.getByName("127.0.0.1"));
    }

    /** Were the look at names to be outwitted, the socket would look again. */
    @Test
    void socketLooksAtWhatItConnectsTo() throws Exception {
        var sockets = new GuardedSockets(Ranges::closed);
        try (var socket = sockets.createSocket()) {
            assertThatThrownBy(() ->
                            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), host.port()), 1000))
                    .isInstanceOf(ClosedAddressException.class);
            assertThat(socket.isConnected()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://other.example:%d/photo.jpg          | the host other.example:%d: the host is not among",
                "http://127.0.0.1:%d/photo.jpg              | the host is a number",
                "http://2130706433:%d/photo.jpg             | the host is a number",
                "http://[::1]:%d/photo.jpg                  | the host is a number",
                "http://[::ffff:127.0.0.1]:%d/photo.jpg     | the host is a number",
                "//0x7f.1:%d/photo.jpg                      | the host is a number",
                "http://u:p@good.example:%d/photo.jpg       | a user or a password",
                "\\\\other.example:%d/photo.jpg             | the host is not among",
                "http://good.example/photo.jpg              | port 80",
                "file:///etc/passwd                         | no address of the web",
                "ftp://good.example/                        | no address of the web",
                "http://inside.cdn.example:%d/photo.jpg     | its name leads to an address that is",
            })
    void redirectIsHeldToTheSame(String location, String words) throws Exception {
        table.put("inside.cdn.example", new String[] {"169.254.169.254"});
        String to = location.replace("%d", String.valueOf(host.port()));
        host.at("/moved", status(302, "Location", to + "?" + SECRET));
        refused(at("/moved"), words.replace("%d", String.valueOf(host.port())));
        assertThat(host.asked).containsOnly("GET /moved");
    }

    @Test
    void redirectsAreFollowedAndNotForEver() throws Exception {
        host.at("/one", status(301, "Location", "/two"));
        host.at("/two", status(307, "Location", "http://a.cdn.example:" + host.port() + "/photo.jpg"));
        assertThat(((Outcome.Done<byte[]>) read(at("/one"))).value()).isEqualTo(PHOTO);
        host.at("/loop", status(302, "Location", "/loop"));
        refused(at("/loop"), "redirected more than 3 times");
        host.at("/nowhere", status(302));
        refused(at("/nowhere"), "redirected more than 3 times"); // an empty reference is the address itself
    }

    @ParameterizedTest
    @CsvSource({
        "404, NotFound",
        "410, NotFound",
        "401, Forbidden",
        "403, Forbidden",
        "400, AddressRefused",
        "204, AddressRefused",
        "304, AddressRefused",
        "451, AddressRefused",
        "429, Throttled",
        "408, Unavailable",
        "500, Unavailable",
        "503, Unavailable",
    })
    void statusSaysWhetherTimeMayMend(int status, String name) throws Exception {
        host.at("/status", status(status, "Retry-After", "7"));
        Failure failure = failure(at("/status?" + SECRET));
        assertThat(failure.name()).isEqualTo(name);
        if (failure instanceof Failure.Transient passing)
            assertThat(passing.after()).contains(Duration.ofSeconds(7));
        if (status == 403) assertThat(failure.message()).contains("presigned, it may have expired");
    }

    @Test
    void bodyBeyondTheLimitIsNotRead() throws Exception {
        host.at("/told", body(new byte[(int) LARGEST.bytes() + 1]));
        try (OpenObject open = addresses.open(at("/told")).orThrow()) {
            assertThat(open.size().bytes()).isGreaterThan(LARGEST.bytes());
        }
        assertThat(failure(at("/told"))).isInstanceOf(Failure.TooLarge.class);
        host.at("/untold", chunks(new byte[50_000], 100_000));
        assertThat(failure(at("/untold"))).isInstanceOf(Failure.TooLarge.class);
        host.at("/just", chunks(new byte[50_000], 4));
        try (OpenObject open = addresses.open(at("/just")).orThrow()) {
            assertThat(open.size()).as("what a permit is taken for").isEqualTo(LARGEST);
            assertThat(open.read().orThrow()).hasSize(200_000);
        }
        host.at("/empty", chunks(new byte[0], 0));
        assertThat(failure(at("/empty"))).isInstanceOf(Failure.Empty.class);
    }

    @Test
    void compressedBodyIsHeldToTheLimitToo() throws Exception {
        host.at("/gzip", body(gzip(50_000), "Content-Encoding", "gzip"));
        assertThat(((Outcome.Done<byte[]>) read(at("/gzip"))).value()).hasSize(50_000);
        byte[] bomb = gzip(100_000_000);
        assertThat(bomb.length).isLessThan((int) LARGEST.bytes());
        host.at("/bomb", body(bomb, "Content-Encoding", "gzip"));
        assertThat(failure(at("/bomb"))).isInstanceOf(Failure.TooLarge.class);
        host.at("/lie", body(PHOTO, "Content-Encoding", "gzip"));
        refused(at("/lie"), "what the host calls gzip is none");
        host.at("/br", body(PHOTO, "Content-Encoding", "br"));
        refused(at("/br"), "compresses");
    }

    private static byte[] gzip(int zeros) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            byte[] piece = new byte[50_000];
            for (int i = 0; i < zeros; i += piece.length) out.write(piece);
        }
        return bytes.toByteArray();
    }

    @Test
    void bodyThatDripsIsGivenUpInTheEnd() throws Exception {
        addresses.close();
        addresses = addresses(config(true, 1, host.port()), Optional.empty());
        host.at("/drip", host.drip(100_000, 20));
        assertThat(failure(at("/drip"))).isInstanceOf(Failure.Unavailable.class);
    }

    @Test
    void bodyThatEndsEarlyAndHostThatIsNotThereAreTransient() throws Exception {
        host.at("/short", request -> {
            request.sendResponseHeaders(200, 1000);
            request.getResponseBody().write(PHOTO);
            request.getResponseBody().flush();
            throw new IOException("cut");
        });
        assertThat(failure(at("/short"))).isInstanceOf(Failure.Unavailable.class);
        table.remove("good.example");
        assertThat(failure(at("/photo.jpg")).message())
                .isEqualTo("the host good.example:%d is unavailable: no address is known by its name", host.port());
        table.put("good.example", new String[] {"127.0.0.1"});
        host.close();
        assertThat(failure(at("/photo.jpg"))).isInstanceOf(Failure.Unavailable.class);
    }

    @Test
    void hostProvesWhoItIs(@TempDir Path folder) throws Exception {
        KeyStore good = PhotoHost.key(folder, "good.example");
        KeyStore other = PhotoHost.key(folder, "other.example");
        for (KeyStore key : List.of(good, other)) {
            try (PhotoHost secure = PhotoHost.secure(key)) {
                secure.at("/photo.jpg", body(PHOTO));
                secure.at("/down", status(302, "Location", "http://good.example:" + host.port() + "/photo.jpg"));
                var photo = new WebAddress("https://good.example:" + secure.port() + "/photo.jpg");
                addresses.close();
                addresses = addresses(config(true, 5, secure.port(), host.port()), Optional.of(key));
                if (key.equals(good)) {
                    assertThat(((Outcome.Done<byte[]>) read(photo)).value()).isEqualTo(PHOTO);
                    refused(
                            new WebAddress("https://good.example:" + secure.port() + "/down"),
                            "it is http, where https was asked");
                } else {
                    refused(photo, "its certificate is not trusted");
                }
                addresses.close();
                addresses = addresses(config(true, 5, secure.port()), Optional.empty());
                refused(photo, "its certificate is not trusted");
            }
        }
        assertThat(host.asked).isEmpty();
    }
}
