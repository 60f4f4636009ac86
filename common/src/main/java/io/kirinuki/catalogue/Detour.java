package io.kirinuki.catalogue;

import io.kirinuki.address.Ranges;
import io.kirinuki.address.Resolver;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a download is sent on to. A catalogue's own address is its user's word; where a server sends is a server's: so
 * from https on by https only, and not to this machine or the networks around it, but for the host that the catalogue
 * names itself.
 *
 * <p>A name that cannot be resolved is let through: behind a proxy no name may be, and without one nothing is reached.
 */
record Detour(URI first, Resolver resolver) {
    static final int MOST = 5;

    /** Refuses where it is not to be followed; no message repeats the target's query, which may be a key. */
    URI follow(URI at, String location) throws CatalogueException {
        URI target = target(at, location);
        String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
        if (target.getHost() == null
                || target.getRawUserInfo() != null
                || !Set.of("http", "https").contains(scheme)) {
            throw refused("to no address of the web");
        }
        if (at.getScheme().equalsIgnoreCase("https") && scheme.equals("http")) {
            throw refused("from https to http, to the host " + target.getHost());
        }
        boolean own = target.getHost().equalsIgnoreCase(first.getHost()) && target.getPort() == first.getPort();
        Optional<String> closed = own ? Optional.empty() : closed(target.getHost());
        if (closed.isPresent()) {
            throw refused("to the host %s, whose name leads to an address that is %s"
                    .formatted(target.getHost(), closed.get()));
        }
        return target;
    }

    private URI target(URI at, String location) throws CatalogueException {
        try {
            return at.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw refused("to no address of the web");
        }
    }

    private Optional<String> closed(String host) {
        try {
            for (InetAddress number : resolver.resolve(host)) {
                Optional<String> closed = Ranges.closed(number);
                if (closed.isPresent()) return closed;
            }
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private CatalogueException refused(String where) {
        return new CatalogueException(
                "%s: redirected %s; it is not followed. Name the file's own address in a catalogue"
                        .formatted(first, where));
    }
}
