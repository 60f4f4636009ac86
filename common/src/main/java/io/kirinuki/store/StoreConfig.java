package io.kirinuki.store;

import io.kirinuki.image.ByteSize;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * How to reach object storage. The region is always named, so that no request is spent on asking for it.
 *
 * @param endpoint scheme, host and port only: {@code http://127.0.0.1:9000}
 * @param tls counts for an endpoint of https, and for a token service too
 * @param readTimeout the longest silence of the store, in either direction
 * @param callTimeout the longest a request may take beside what its bytes may
 * @param leastRate bytes of a body in a second; one that comes or goes more slowly than that is given up
 * @param maxConnections requests under way at once; more of them wait
 */
public record StoreConfig(
        URI endpoint,
        String region,
        Credentials credentials,
        Tls tls,
        Duration connectTimeout,
        Duration readTimeout,
        Duration callTimeout,
        ByteSize leastRate,
        int maxConnections) {

    /** Of a call, unless it is said. */
    public static final Duration USUAL_CALL_TIMEOUT = Duration.ofSeconds(60);

    public static final ByteSize USUAL_LEAST_RATE = new ByteSize(256 << 10);

    public StoreConfig {
        requireEndpoint(endpoint);
        requireText("region", region);
        if (credentials instanceof Credentials.Fixed fixed) {
            requireText("access key", fixed.accessKey().value());
            requireText("secret key", fixed.secretKey().value());
        }
        if (!tls.isUsual() && !endpoint.getScheme().equalsIgnoreCase("https")) {
            throw new IllegalArgumentException("store: certificates are of no use to an endpoint without https");
        }
        requirePositive("connect timeout", connectTimeout);
        requirePositive("read timeout", readTimeout);
        requirePositive("call timeout", callTimeout);
        if (leastRate.bytes() < 1) throw new IllegalArgumentException("store: the least rate must be positive");
        if (maxConnections < 1) {
            throw new IllegalArgumentException("store: max connections must be at least 1, not " + maxConnections);
        }
    }

    public StoreConfig(
            URI endpoint,
            String region,
            String accessKey,
            String secretKey,
            Duration connectTimeout,
            Duration readTimeout,
            int maxConnections) {
        this(
                endpoint,
                region,
                accessKey,
                secretKey,
                connectTimeout,
                readTimeout,
                USUAL_CALL_TIMEOUT,
                USUAL_LEAST_RATE,
                maxConnections);
    }

    public StoreConfig(
            URI endpoint,
            String region,
            String accessKey,
            String secretKey,
            Duration connectTimeout,
            Duration readTimeout,
            Duration callTimeout,
            ByteSize leastRate,
            int maxConnections) {
        this(
                endpoint,
                region,
                new Credentials.Fixed(accessKey, secretKey),
                Tls.USUAL,
                connectTimeout,
                readTimeout,
                callTimeout,
                leastRate,
                maxConnections);
    }

    /** The same store by other credentials. */
    public StoreConfig with(Credentials other) {
        return new StoreConfig(
                endpoint, region, other, tls, connectTimeout, readTimeout, callTimeout, leastRate, maxConnections);
    }

    /** The same store, trusted by other certificates. */
    public StoreConfig with(Tls other) {
        return new StoreConfig(
                endpoint,
                region,
                credentials,
                other,
                connectTimeout,
                readTimeout,
                callTimeout,
                leastRate,
                maxConnections);
    }

    /** Of credentials that are {@code Fixed}; others have none to tell. */
    public String accessKey() {
        return credentials instanceof Credentials.Fixed fixed
                ? fixed.accessKey().value()
                : "";
    }

    /** As {@link #accessKey}. */
    public String secretKey() {
        return credentials instanceof Credentials.Fixed fixed
                ? fixed.secretKey().value()
                : "";
    }

    /** The longest that a call may take that carries so many bytes. */
    Duration limit(long bytes) {
        return callTimeout.plus(Duration.ofMillis((long) (1000.0 * bytes / leastRate.bytes())));
    }

    private static void requireEndpoint(URI endpoint) {
        boolean web = Set.of("http", "https").contains(Objects.requireNonNullElse(endpoint.getScheme(), ""));
        boolean bare = endpoint.getRawQuery() == null
                && endpoint.getRawUserInfo() == null
                && Set.of("", "/").contains(Objects.requireNonNullElse(endpoint.getRawPath(), ""));
        if (!web || endpoint.getHost() == null || !bare) {
            throw new IllegalArgumentException(
                    "store: the endpoint must be http://host:port or https://host:port, without user, path or query");
        }
    }

    private static void requireText(String name, String value) {
        if (value.isBlank()) throw new IllegalArgumentException("store: the " + name + " is empty");
    }

    private static void requirePositive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException("store: the %s must be positive, not %s".formatted(name, value));
        }
    }

    @Override
    public String toString() {
        return "%s in %s by %s (keys hidden), connect %s, read %s, call %s and %s a second, %d connections"
                .formatted(
                        endpoint,
                        region,
                        credentials.getClass().getSimpleName(),
                        connectTimeout,
                        readTimeout,
                        callTimeout,
                        leastRate,
                        maxConnections);
    }
}
