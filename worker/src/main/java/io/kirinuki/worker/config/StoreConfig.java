package io.kirinuki.worker.config;

import io.kirinuki.image.ByteSize;
import io.kirinuki.store.Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The object store: S3, or anything that speaks its protocol. */
public record StoreConfig(
        @Setting(meaning = "Address of the object store, as `http://host:port` or `https://host`.")
        URI endpoint,

        @Setting(meaning = "Region that requests are signed for.", fallback = "us-east-1")
        String region,

        @Setting(
                meaning =
                        "Where the keys come from that requests are signed with. `static`: `access-key` and `secret-key`."
                                + " `environment`: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. `file`: a file in the form of"
                                + " Amazon's tools. `web-identity`: a token service, for the token of a service account."
                                + " `instance`: the machine's metadata service. `chain`: the first of these that has any, from the"
                                + " environment on.",
                fallback = "static")
        IdentityConfig.Kind credentials,

        @Setting(meaning = "Access key; required for `static`, here or as a file.")
        Optional<Secret> accessKey,

        @Setting(meaning = "Secret key; required for `static`, here or as a file.")
        Optional<Secret> secretKey,

        @Setting(meaning = "Session token of these keys, where they have one.")
        Optional<Secret> sessionToken,

        IdentityConfig identity,

        TlsConfig tls,

        @Setting(meaning = "Longest wait for a connection.", fallback = "5s", least = "1ms")
        Duration connectTimeout,

        @Setting(
                meaning = "Longest silence of the store while a request is under way.",
                fallback = "30s",
                least = "1ms")
        Duration readTimeout,

        @Setting(
                meaning = "Longest time of a request to the store, beside what `least-rate` allows for its bytes.",
                fallback = "60s",
                least = "1ms")
        Duration callTimeout,

        @Setting(
                meaning = "Bytes in a second below which reading or writing an object is given up and tried again.",
                fallback = "256KiB",
                least = "1KiB")
        ByteSize leastRate,

        @Setting(meaning = "Connections open at a time.", fallback = "64", least = "1", most = "10000")
        int maxConnections,

        ArtifactStoreConfig artifacts) {
    private static final String NAME = "kirinuki.store";

    public StoreConfig {
        var found = new Contradictions();
        refuseKeys(found, NAME, credentials, accessKey, secretKey, sessionToken);
        if (!artifacts.hasNoCredentials()) {
            refuseKeys(
                    found,
                    NAME + ".artifacts",
                    artifacts.kind(),
                    artifacts.accessKey(),
                    artifacts.secretKey(),
                    artifacts.sessionToken());
        }
        tls.refuseHalves(found, NAME + ".tls");
        artifacts.tls().refuseHalves(found, NAME + ".artifacts.tls");
        refusePlain(found, NAME, tls, endpoint);
        refusePlain(
                found,
                NAME + ".artifacts",
                artifacts.tls(),
                artifacts.endpoint().orElse(endpoint));
        found.orThrow();
    }

    private static void refuseKeys(
            Contradictions found,
            String name,
            IdentityConfig.Kind kind,
            Optional<Secret> accessKey,
            Optional<Secret> secretKey,
            Optional<Secret> sessionToken) {
        boolean keys = kind == IdentityConfig.Kind.STATIC;
        found.refuseIf(keys && accessKey.isEmpty(), required(name + ".access-key"))
                .refuseIf(keys && secretKey.isEmpty(), required(name + ".secret-key"))
                .refuseIf(
                        !keys && (accessKey.isPresent() || secretKey.isPresent() || sessionToken.isPresent()),
                        "%s.credentials: is not static, so %s.access-key, secret-key and session-token are of no use; remove them, or set static"
                                .formatted(name, name));
    }

    private static String required(String key) {
        return ConfigReader.missing(Keys.named(key).orElseThrow());
    }

    private static void refusePlain(Contradictions found, String name, TlsConfig tls, URI endpoint) {
        found.refuseIf(
                !tls.isEmpty() && !"https".equalsIgnoreCase(endpoint.getScheme()),
                "%s.tls: certificates are of no use to %s.endpoint without https; write https, or remove them"
                        .formatted(name, name));
    }

    /** The same in the terms of the package that connects. Throws {@link ConfigException} of files that are of no use. */
    public io.kirinuki.store.StoreConfig connection() {
        return connection(
                NAME, endpoint, region, identity.credentials(credentials, accessKey, secretKey, sessionToken), tls);
    }

    /** Of the store for artifacts; empty where that is this one, and used with the same rights. */
    public Optional<io.kirinuki.store.StoreConfig> ofArtifacts() {
        if (artifacts.isEmpty()) return Optional.empty();
        var own = artifacts.hasNoCredentials()
                ? identity.credentials(credentials, accessKey, secretKey, sessionToken)
                : artifacts
                        .identity()
                        .credentials(
                                artifacts.kind(),
                                artifacts.accessKey(),
                                artifacts.secretKey(),
                                artifacts.sessionToken());
        URI address = artifacts.endpoint().orElse(endpoint);
        boolean secure = "https".equalsIgnoreCase(address.getScheme());
        return Optional.of(connection(
                artifacts.tls().isEmpty() ? NAME : NAME + ".artifacts",
                address,
                artifacts.region().orElse(region),
                own,
                artifacts.tls().isEmpty() && secure ? tls : artifacts.tls()));
    }

    private io.kirinuki.store.StoreConfig connection(
            String name, URI address, String of, Credentials by, TlsConfig trusting) {
        try {
            return new io.kirinuki.store.StoreConfig(
                    address,
                    of,
                    by,
                    trusting.files().checked(),
                    connectTimeout,
                    readTimeout,
                    callTimeout,
                    leastRate,
                    maxConnections);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("%s.tls.%s".formatted(name, e.getMessage()));
        }
    }
}
