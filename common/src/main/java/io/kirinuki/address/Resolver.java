package io.kirinuki.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** What turns a host's name into its addresses. */
@FunctionalInterface
public interface Resolver {
    /** As the machine is set up. */
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    List<InetAddress> resolve(String host) throws UnknownHostException;
}
