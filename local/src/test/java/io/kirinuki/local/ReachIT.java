package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.Credentials;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.store.Tls;
import io.kirinuki.worker.StartException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Who is let in, by real TLS, logins and keys, and what is said to who is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReachIT {
    private static final Topics TOPICS = new Topics("guarded", 1);

    private Path folder;
    private GuardedServers servers;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        servers = GuardedServers.start(folder);
        servers.createBucket(Shelf.PHOTOS);
        servers.createBucket(TestWorker.ARTIFACTS);
        for (String topic : TOPICS.all()) servers.createTopic(topic, 1);
    }

    @AfterAll
    void stop() {
        if (servers != null) servers.close();
    }

    /** Of a worker that is let in everywhere. */
    private Map<String, String> settings() throws Exception {
        Map<String, String> settings = new HashMap<>();
        String authority = servers.certificates.authority().toString();
        settings.put("kafka.bootstrap-servers", servers.door(GuardedServers.LOGIN));
        settings.put("kafka.encrypted", "true");
        settings.put("kafka.tls.ca-file", authority);
        settings.put("kafka.sasl.mechanism", "scram-sha-512");
        settings.put("kafka.sasl.username", "worker");
        settings.put("kafka.sasl.password", "right");
        settings.put("store.tls.ca-file", authority);
        return settings;
    }

    private void refused(Map<String, String> settings, String... words) {
        assertThatThrownBy(() -> start(settings).close())
                .isInstanceOf(StartException.class)
                .message()
                .contains(words);
    }

    private TestWorker start(Map<String, String> settings) {
        return TestWorker.start(
                servers, TOPICS, folder.resolve("state"), settings, new PacedParts(Duration.ofMillis(1), 4));
    }

    @Test
    void aWorkerServesThroughTlsAndLoginReadingAsOneAndWritingAsAnother() throws Exception {
        servers.users.put("reader", new GuardedServers.User("r", Shelf.PHOTOS));
        servers.users.put("writer", new GuardedServers.User("w", TestWorker.ARTIFACTS));
        Map<String, String> settings = settings();
        settings.put("store.access-key", "reader");
        settings.put("store.secret-key", "r");
        settings.put("store.artifacts.access-key", "writer");
        settings.put("store.artifacts.secret-key", "w");
        try (TestWorker worker = start(settings);
                Upstream upstream = new Upstream(servers, TOPICS);
                Shelf shelf = new Shelf(servers)) {
            shelf.put("cup.jpg", Specimens.jpeg(160, 120));
            ObjectRef cup = ObjectRef.of(Shelf.PHOTOS, "cup.jpg");
            ImageResult result = (ImageResult) upstream.answer(upstream.ask(ImageRequest.of("a", cup, "mask")))
                    .answer();
            shelf.assertComplete(result, 160, 120);

            assertThat(worker.get("/metrics").body()).doesNotContain("password", "secret");
        }
    }

    @Test
    void aWorkerShowsItsCertificate() throws Exception {
        Map<String, String> settings = settings();
        settings.keySet().removeIf(key -> key.startsWith("kafka.sasl"));
        settings.put("kafka.bootstrap-servers", servers.door(GuardedServers.MUTUAL));
        refused(settings, "the server refuses us", "kirinuki.kafka.tls.certificate-file");
        settings.put(
                "kafka.tls.certificate-file",
                servers.certificates.certificate("whole").toString());
        settings.put("kafka.tls.key-file", servers.certificates.key("whole").toString());
        start(settings).close();
    }

    @ParameterizedTest
    @CsvSource({
        "LOGIN, false, is signed by nobody we trust; kirinuki.kafka.tls.ca-file",
        "EXPIRED, true, has expired; renew it",
        "FOREIGN, true, is for another name; address it by a name",
    })
    void aBrokerThatCannotBeTrustedIsNot(String door, boolean rightAuthority, String words) throws Exception {
        Map<String, String> settings = settings();
        if (!door.equals("LOGIN")) settings.keySet().removeIf(key -> key.startsWith("kafka.sasl"));
        settings.put("kafka.bootstrap-servers", servers.door(door));
        if (!rightAuthority) settings.remove("kafka.tls.ca-file");
        refused(settings, words.split("; "));
    }

    @ParameterizedTest
    @CsvSource({"plain", "scram-sha-512"})
    void aWrongPasswordIsSaidOnce(String mechanism) throws Exception {
        Map<String, String> settings = settings();
        settings.put("kafka.sasl.mechanism", mechanism);
        settings.put("kafka.sasl.password", "PASSW0RD");
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        try {
            refused(settings, "turns this worker away", "kirinuki.kafka.sasl.username and password");
        } finally {
            root.detachAppender(log);
        }
        assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
                .noneMatch(line -> line.contains("PASSW0RD"));
        assertThat(log.list.stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN)))
                .hasSizeLessThanOrEqualTo(3);
        settings.put("kafka.sasl.password", "right");
        start(settings).close();
    }

    @ParameterizedTest
    @CsvSource({
        "whole, false, is signed by nobody we trust; kirinuki.store.tls.ca-file",
        "expired, true, has expired; renew it",
        "foreign, true, is for another name; address it by a name",
    })
    void aStoreThatCannotBeTrustedIsNot(String kind, boolean rightAuthority, String words) throws Exception {
        StoreConfig config = servers.store(kind, new Credentials.Fixed("all", "secret"));
        Failure failure = refusal(rightAuthority ? config : config.with(Tls.USUAL));
        assertThat(failure).isInstanceOf(Failure.Untrusted.class);
        assertThat(failure.message()).contains(words.split("; "));
        Map<String, String> settings = settings();
        settings.put("store.endpoint", servers.store(kind).toString());
        if (!rightAuthority) settings.remove("store.tls.ca-file");
        refused(settings, words.split("; "));
    }

    private static Failure refusal(StoreConfig config) throws Exception {
        try (MinioStore store = new MinioStore(config)) {
            return ((Outcome.Failed<Boolean>) store.bucketExists(Shelf.PHOTOS)).failure();
        }
    }

    @Test
    void aStoreIsShownTheWorkersCertificate() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(servers.certificates.context("whole")) {
            @Override
            public void configure(HttpsParameters parameters) {
                var parametersOfTls = getSSLContext().getDefaultSSLParameters();
                parametersOfTls.setNeedClientAuth(true);
                parameters.setSSLParameters(parametersOfTls);
            }
        });
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            URI endpoint = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
            StoreConfig config =
                    new StoreConfig(endpoint, "us-east-1", "a", "b", Duration.ofSeconds(5), Duration.ofSeconds(5), 4);
            Optional<Path> authority = Optional.of(servers.certificates.authority());
            // A connection that is closed behind the server's alert may be met before the alert is.
            await().untilAsserted(() -> assertThat(
                            refusal(config.with(new Tls(authority, Optional.empty(), Optional.empty())))
                                    .message())
                    .contains("the server refuses us", "kirinuki.store.tls.certificate-file"));
            Tls own = new Tls(
                    authority,
                    Optional.of(servers.certificates.certificate("whole")),
                    Optional.of(servers.certificates.key("whole")));
            try (MinioStore store = new MinioStore(config.with(own))) {
                assertThat(store.bucketExists(Shelf.PHOTOS).orThrow()).isTrue();
            }
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void keysInAFileThatChangeAreTakenUp(boolean shared) throws Exception {
        servers.users.put("first", new GuardedServers.User("one", ".*"));
        Path access = folder.resolve("access-" + shared);
        Path secret = folder.resolve("secret-" + shared);
        Path file = folder.resolve("credentials");
        write(access, secret, file, "first", "one");
        Credentials credentials = shared
                ? new Credentials.SharedFile(Optional.of(file), Optional.empty())
                : new Credentials.Fixed(
                        new Credentials.Text("first", Optional.of(access)),
                        new Credentials.Text("one", Optional.of(secret)),
                        Optional.empty());
        try (MinioStore store = new MinioStore(servers.store("whole", credentials))) {
            assertThat(store.bucketExists(Shelf.PHOTOS).orThrow()).isTrue();
            servers.users.remove("first");
            servers.users.put("second", new GuardedServers.User("two", ".*"));
            assertThat(store.bucketExists(Shelf.PHOTOS)).isInstanceOf(Outcome.Failed.class);
            write(access, secret, file, "second", "two");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> store.bucketExists(Shelf.PHOTOS) instanceof Outcome.Done<Boolean>);
        }
    }

    private static void write(Path access, Path secret, Path file, String key, String word) throws Exception {
        Files.writeString(access, key + "\n");
        Files.writeString(secret, word + "\n");
        List<String> lines = new ArrayList<>(List.of("[default]"));
        lines.add("aws_access_key_id = " + key);
        lines.add("aws_secret_access_key = " + word);
        Files.write(file, lines);
    }
}
