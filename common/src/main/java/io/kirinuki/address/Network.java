package io.kirinuki.address;

import java.net.InetAddress;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;

/**
 * What is reached, and by what it is known. Everything but {@link #PUBLIC} is for tests, whose hosts are this machine.
 *
 * @param trust who vouches for hosts; empty: whom Java trusts
 */
public record Network(Resolver resolver, Reach reach, Optional<X509TrustManager> trust) {
    /** The internet, and nothing on this side of it. */
    public static final Network PUBLIC = new Network(Resolver.SYSTEM, Ranges::closed, Optional.empty());

    /** Which numbers are reached. */
    @FunctionalInterface
    public interface Reach {
        /** What speaks against reaching it; empty where nothing does. */
        Optional<String> closed(InetAddress address);
    }
}
