package io.kirinuki.store;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * How to reach object storage. The region is always named, so that no request is spent on asking for it.
 *
 * @param endpoint scheme, host and port only: {@code http://127.0.0.1:9000}
 * @param readTimeout the longest silence of the store, in either direction
 * @param maxConnections requests under way at once; more of them wait
 */
public record StoreConfig(
        URI endpoint,
        String region,
        String accessKey,
        String secretKey,
        Duration connectTimeout,
        Duration readTimeout,
        int maxConnections) {

    public StoreConfig {
        requireEndpoint(endpoint);
        requireText("region", region);
        requireText("access key", accessKey);
        requireText("secret key", secretKey);
        requirePositive("connect timeout", connectTimeout);
        requirePositive("read timeout", readTimeout);
        if (maxConnections < 1) {
            throw new IllegalArgumentException("store: max connections must be at least 1, not " + maxConnections);
        }
    }

    private static void requireEndpoint(URI endpoint) {
        boolean web = Set.of("http", "https").contains(Objects.requireNonNullElse(endpoint.getScheme(), ""));
        boolean bare = endpoint.getRawQuery() == null
                && endpoint.getRawUserInfo() == null
                && Set.of("", "/").contains(Objects.requireNonNullElse(endpoint.getRawPath(), ""));
        if (!web || endpoint.getHost() == null || !bare) {
            throw new IllegalArgumentException(
                    "store: the endpoint must be http://host:port or https://host:port, not " + endpoint);
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
        return "%s in %s as %s (secret hidden), connect %s, read %s, %d connections"
                .formatted(endpoint, region, accessKey, connectTimeout, readTimeout, maxConnections);
    }
}
