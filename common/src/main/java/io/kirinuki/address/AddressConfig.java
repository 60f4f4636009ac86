package io.kirinuki.address;

import io.kirinuki.image.ByteSize;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * Which addresses of the web are read, and how patiently.
 *
 * @param hosts that may be asked, also by way of a redirect; none: no address is read
 * @param plain whether {@code http://} is taken too
 * @param ports that may be asked
 * @param largest more bytes are not read, be they told of before or not
 * @param connectTimeout the longest wait for a name to be resolved, and again for a connection
 * @param readTimeout the longest silence of a host
 * @param callTimeout the longest that one image may take, redirects and body counted in
 * @param redirects that are followed at most
 */
public record AddressConfig(
        HostNames hosts,
        boolean plain,
        Set<Integer> ports,
        ByteSize largest,
        Duration connectTimeout,
        Duration readTimeout,
        Duration callTimeout,
        int redirects) {
    public AddressConfig {
        ports = Set.copyOf(ports);
        Objects.requireNonNull(hosts);
        for (Duration timeout : new Duration[] {connectTimeout, readTimeout, callTimeout}) {
            if (!timeout.isPositive()) throw new IllegalArgumentException("addresses: a timeout must be positive");
        }
        if (redirects < 0) throw new IllegalArgumentException("addresses: redirects must be at least 0");
    }
}
