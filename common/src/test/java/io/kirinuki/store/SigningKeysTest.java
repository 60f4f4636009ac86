package io.kirinuki.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.minio.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that a server gives in the shapes of Amazon's token and metadata services, and what a store is then shown. */
class SigningKeysTest {
    private static final Optional<Path> NO_FILE = Optional.of(Path.of("/none"));

    @TempDir
    Path folder;

    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
        var headers = exchange.getRequestHeaders();
        asked.add("%s %s %s token=%s by=%s"
                .formatted(
                        exchange.getRequestMethod(),
                        path,
                        query,
                        headers.getFirst("x-amz-security-token"),
                        headers.getFirst("Authorization")));
        String body = "";
        if (query.contains("Action=AssumeRoleWithWebIdentity")) {
            body = """
                    <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                      <AssumeRoleWithWebIdentityResult><Credentials>
                        <AccessKeyId>AKSTS</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
                        <SessionToken>session-of-sts</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>
                      </Credentials></AssumeRoleWithWebIdentityResult>
                    </AssumeRoleWithWebIdentityResponse>""";
        } else if (path.equals("/latest/api/token")) {
            body = "imds-token";
        } else if (path.equals("/latest/meta-data/iam/security-credentials/")) {
            body = "role-of-machine";
        } else if (path.endsWith("/role-of-machine")
                && "imds-token".equals(headers.getFirst("X-aws-ec2-metadata-token"))) {
            body = """
                    {"Code": "Success", "AccessKeyId": "AKIMDS", "SecretAccessKey": "s", "Token": "session-of-imds",
                     "Expiration": "2999-01-01T00:00:00Z"}""";
        }
        byte[] bytes = body.getBytes(UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
        if (!head && bytes.length > 0) exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Outcome<Boolean> ask(Credentials credentials) throws InterruptedException {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        var config =
                new StoreConfig(endpoint, "us-east-1", "none", "none", Duration.ofSeconds(5), Duration.ofSeconds(5), 4);
        try (MinioStore store = new MinioStore(config.with(credentials))) {
            var first = store.bucketExists("photos");
            if (first instanceof Outcome.Done<Boolean>)
                assertThat(store.bucketExists("photos")).isEqualTo(first);
            return first;
        }
    }

    private Credentials.Instance instance() {
        return new Credentials.Instance(
                Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())));
    }

    @Test
    void aTokenOfAServiceAccountIsGivenForKeysOnce() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "signed.by.platform\n");
        var identity = new Credentials.WebIdentity(Optional.of(token), Optional.of("arn:role"), Optional.empty());
        assertThat(ask(identity)).isEqualTo(Outcome.done(true));
        assertThat(asked).hasSize(3);
        assertThat(asked.getFirst())
                .startsWith("POST / Action=AssumeRoleWithWebIdentity&")
                .contains("WebIdentityToken=signed.by.platform", "RoleArn=arn:role");
        assertThat(asked.getLast()).startsWith("HEAD /photos").contains("token=session-of-sts", "Credential=AKSTS/");
    }

    @Test
    void theMachinesMetadataServiceIsAskedByItsSecondVersion() throws Exception {
        assertThat(ask(instance())).isEqualTo(Outcome.done(true));
        assertThat(asked.get(0)).startsWith("PUT /latest/api/token");
        assertThat(asked.getLast()).contains("token=session-of-imds", "Credential=AKIMDS/");
        assertThat(asked).hasSize(5);
    }

    @Test
    void theChainTakesTheFirstThatHasAny() throws Exception {
        var nobody = new Credentials.WebIdentity(Optional.empty(), Optional.empty(), Optional.empty());
        var none = new Credentials.SharedFile(NO_FILE, Optional.empty());
        assertThat(ask(new Credentials.Chain(none, nobody, instance()))).isEqualTo(Outcome.done(true));
        assertThat(asked.getLast()).contains("Credential=AKIMDS/");

        Path file = Files.writeString(
                folder.resolve("credentials"),
                "[shop]\naws_access_key_id=AKFILE\naws_secret_access_key=s\naws_session_token=session-of-file\n");
        var some = new Credentials.SharedFile(Optional.of(file), Optional.of("shop"));
        assertThat(ask(new Credentials.Chain(some, nobody, instance()))).isEqualTo(Outcome.done(true));
        assertThat(asked.getLast()).contains("token=session-of-file", "Credential=AKFILE/");
    }

    @Test
    void aSessionTokenIsShown() throws Exception {
        var fixed = new Credentials.Fixed(
                Credentials.Text.of("AK"), Credentials.Text.of("s"), Optional.of(Credentials.Text.of("session")));
        assertThat(ask(fixed)).isEqualTo(Outcome.done(true));
        assertThat(asked.getLast()).contains("token=session ", "Credential=AK/");
    }

    @Test
    void whoHasNoKeysSaysWhereTheyWereLookedFor() throws Exception {
        var identity = new Credentials.WebIdentity(NO_FILE, Optional.empty(), Optional.empty());
        Failure failure = ((Outcome.Failed<Boolean>) ask(identity)).failure();
        assertThat(failure).isInstanceOf(Failure.Untrusted.class);
        assertThat(failure.message()).contains("no credentials", "/none");

        status = 403;
        Path token = Files.writeString(folder.resolve("token"), "T0KEN");
        var refused = new Credentials.WebIdentity(Optional.of(token), Optional.empty(), Optional.empty());
        assertThat(((Outcome.Failed<Boolean>) ask(refused)).failure().message())
                .contains("403")
                .doesNotContain("T0KEN");
    }

    @Test
    void keysAreFetchedBeforeTheyExpireAndUsedWhileNoneAreToBeHad() {
        AtomicInteger fetched = new AtomicInteger();
        Instant start = Instant.now();
        long[] passed = {0};
        boolean[] out = {false};
        SigningKeys keys = new SigningKeys(
                () -> {
                    if (out[0]) throw new IOException("out");
                    return keys(fetched.incrementAndGet(), start.plusSeconds(passed[0] + 3600));
                },
                false,
                () -> start.plusSeconds(passed[0]));
        assertThat(keys.fetch().accessKey()).isEqualTo("AK1");
        passed[0] = 3600 - 301;
        assertThat(keys.fetch().accessKey()).isEqualTo("AK1");
        passed[0] = 3600 - 299;
        out[0] = true;
        assertThat(keys.fetch().accessKey()).as("still good").isEqualTo("AK1");
        out[0] = false;
        assertThat(keys.fetch().accessKey()).as("not asked again at once").isEqualTo("AK1");
        passed[0] += 6;
        assertThat(keys.fetch().accessKey()).isEqualTo("AK2");
        assertThat(fetched).hasValue(2);
    }

    @Test
    void expiredKeysAreNotUsed() {
        boolean[] out = {false};
        Instant now = Instant.now();
        long[] passed = {0};
        SigningKeys keys = new SigningKeys(
                () -> {
                    if (out[0]) throw new IOException("out of reach");
                    return keys(1, now.plusSeconds(5)); // which counts as expired to the SDK ten seconds before
                },
                false,
                () -> now.plusSeconds(passed[0]));
        assertThat(keys.fetch().accessKey()).isEqualTo("AK1");
        out[0] = true;
        passed[0] = 5;
        assertThatThrownBy(keys::fetch).isInstanceOf(ProviderException.class).hasMessageContaining("out of reach");
    }

    private static io.minio.credentials.Credentials keys(int number, Instant end) {
        return new io.minio.credentials.Credentials(
                "AK" + number, "s", null, new Time.S3Time(ZonedDateTime.ofInstant(end, ZoneOffset.UTC)));
    }
}
