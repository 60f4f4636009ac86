package io.kirinuki.local;

import io.kirinuki.store.Credentials;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.store.Tls;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * A broker with doors of several kinds beside a plain one for requesters, and S3 servers that ask for TLS and know several
 * users: each by a secret, and with a right to some buckets only. Their certificates are whole, expired, for another name.
 */
final class GuardedServers implements Servers {
    /** Speaks TLS and asks for a certificate. */
    static final String MUTUAL = "MUTUAL";
    /** Speaks TLS and asks for a login: worker, by the password "right". */
    static final String LOGIN = "LOGIN";

    static final String EXPIRED = "EXPIRED";
    static final String FOREIGN = "FOREIGN";

    /** @param buckets that the user may see, in a regular expression */
    record User(String secret, String buckets) {}

    final Certificates certificates;
    final Map<String, User> users = new ConcurrentHashMap<>();
    private final EmbeddedKafka kafka;
    private final Map<String, Integer> doors = new HashMap<>();
    private final Map<String, S3Proxy> stores = new HashMap<>();
    private final BlobStore blobs;

    private GuardedServers(Path folder) throws Exception {
        certificates = new Certificates(folder.resolve("certificates"));
        String here = "san=ip:127.0.0.1,dns:localhost";
        certificates.sign("whole", "-ext", here);
        certificates.sign("expired", "-ext", here, "-startdate", "-9d", "-validity", "3");
        certificates.sign("foreign", "-ext", "san=dns:elsewhere.example");
        users.put("all", new User("secret", ".*"));
        blobs = new FilesystemNio2BlobStore(
                Files.createDirectories(folder.resolve("buckets")).toString());
        for (String kind : new String[] {"whole", "expired", "foreign"}) {
            S3Proxy server = S3Proxy.builder()
                    .secureEndpoint(URI.create("https://127.0.0.1:0"))
                    .sslContext(certificates.context(kind))
                    .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "nobody", "nobody")
                    .blobStore(blobs)
                    .stopTimeout(0)
                    .build();
            server.setBlobStoreLocator((identity, bucket, key) -> grant(identity, bucket));
            server.start();
            stores.put(kind, server);
        }
        kafka = startKafka(folder.resolve("kafka"));
    }

    static GuardedServers start(Path folder) throws Exception {
        return new GuardedServers(folder);
    }

    private AccessGrant grant(String identity, String bucket) {
        User user = identity == null ? null : users.get(identity);
        boolean allowed = user != null && (bucket == null || bucket.matches(user.buckets()));
        return allowed ? new AccessGrant(user.secret(), blobs) : null;
    }

    private EmbeddedKafka startKafka(Path folder) throws Exception {
        String plain = "127.0.0.1:" + RememberedPort.choose(folder, 0);
        String controller = "127.0.0.1:" + RememberedPort.any();
        Map<String, String> settings = new HashMap<>();
        Map<String, String> kinds = Map.of(MUTUAL, "whole", LOGIN, "whole", EXPIRED, "expired", FOREIGN, "foreign");
        for (String door : kinds.keySet()) {
            doors.put(door, RememberedPort.any());
            String start = "listener.name.%s.".formatted(door.toLowerCase(Locale.ROOT));
            settings.put(start + "ssl.keystore.type", "PKCS12");
            settings.put(
                    start + "ssl.keystore.location",
                    certificates.store(kinds.get(door)).toString());
            settings.put(start + "ssl.keystore.password", Certificates.PASSWORD);
            settings.put(start + "ssl.key.password", Certificates.PASSWORD);
        }
        settings.put("listener.name.mutual.ssl.client.auth", "required");
        settings.put("listener.name.mutual.ssl.truststore.type", "PEM");
        settings.put(
                "listener.name.mutual.ssl.truststore.location",
                certificates.authority().toString());
        settings.put("listener.name.login.sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
        settings.put(
                "listener.name.login.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_worker=\"right\";");
        settings.put(
                "listener.name.login.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        String more = doors.entrySet().stream()
                .map(door -> ",%s://127.0.0.1:%d".formatted(door.getKey(), door.getValue()))
                .collect(Collectors.joining());
        settings.put("controller.quorum.voters", "1@" + controller);
        settings.put("listeners", "PLAINTEXT://%s%s,CONTROLLER://%s".formatted(plain, more, controller));
        settings.put("advertised.listeners", "PLAINTEXT://%s%s".formatted(plain, more));
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,MUTUAL:SSL,LOGIN:SASL_SSL,EXPIRED:SSL,FOREIGN:SSL");
        EmbeddedKafka started = EmbeddedKafka.startAmidClients(folder, 0, settings);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", started.bootstrap()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "worker", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), "right")))
                    .all()
                    .get();
        }
        return started;
    }

    /** {@code host:port} of a door. */
    String door(String name) {
        return "127.0.0.1:" + doors.get(name);
    }

    URI store(String kind) {
        return URI.create("https://127.0.0.1:" + stores.get(kind).getSecurePort());
    }

    StoreConfig store(String kind, Credentials credentials) throws Exception {
        return new StoreConfig(
                        store(kind), "us-east-1", "all", "secret", Duration.ofSeconds(5), Duration.ofSeconds(10), 16)
                .with(credentials)
                .with(new Tls(Optional.of(certificates.authority()), Optional.empty(), Optional.empty()));
    }

    @Override
    public String bootstrap() {
        return kafka.bootstrap();
    }

    @Override
    public StoreConfig store() {
        try {
            return store("whole", new Credentials.Fixed("all", "secret"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void createBucket(String name) {
        if (!blobs.containerExists(name)) blobs.createContainer(name);
    }

    @Override
    public void close() {
        kafka.close();
        for (S3Proxy server : stores.values()) {
            try {
                server.stop();
            } catch (Exception e) {
                throw new IllegalStateException("the S3 server does not stop", e);
            }
        }
    }
}
