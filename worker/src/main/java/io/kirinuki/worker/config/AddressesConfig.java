package io.kirinuki.worker.config;

import io.kirinuki.address.AddressConfig;
import io.kirinuki.address.HostNames;
import io.kirinuki.image.ByteSize;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Photos at addresses of the web. */
public record AddressesConfig(
        @Setting(
                meaning = "Hosts whose addresses requests may name as `source.url`, separated by commas: a name such as"
                        + " `images.example.org`, or `*.example.org` for all below it. Without any, no address is"
                        + " read.")
        Optional<String> hosts,

        @Setting(meaning = "`true`: `http://` is taken as well as `https://`.", fallback = "false")
        boolean http,

        @Setting(meaning = "Ports that may be asked, separated by commas.", fallback = "443,80")
        String ports,

        @Setting(
                meaning = "Longest wait for a host's name to be resolved, and again for a connection.",
                fallback = "5s",
                least = "1ms")
        Duration connectTimeout,

        @Setting(meaning = "Longest silence of a host.", fallback = "10s", least = "1ms")
        Duration readTimeout,

        @Setting(
                meaning = "Longest time that one image may take, redirects and body counted in.",
                fallback = "60s",
                least = "1ms")
        Duration callTimeout,

        @Setting(meaning = "Most redirects that are followed.", fallback = "3", least = "0", most = "20")
        int redirects) {

    private static final String HOSTS = "kirinuki.addresses.hosts";
    private static final String PORTS = "kirinuki.addresses.ports";
    private static final int HIGHEST_PORT = 65535;

    public AddressesConfig {
        new Contradictions()
                .refuse(HOSTS, problem(hosts))
                .refuseIf(
                        !portsAreNumbers(ports),
                        "%s: \"%s\" is no list of ports from 1 to 65535, such as 443,8443".formatted(PORTS, ports))
                .orThrow();
    }

    static Optional<String> problem(Optional<String> hosts) {
        try {
            var unused = hosts.map(HostNames::parse);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    static boolean portsAreNumbers(String ports) {
        return Arrays.stream(ports.split(",", -1))
                .map(String::strip)
                .allMatch(port -> port.matches("[1-9][0-9]{0,4}") && Integer.parseInt(port) <= HIGHEST_PORT);
    }

    /** How addresses are asked for; empty where none is read. */
    public Optional<AddressConfig> reading(ByteSize largest) {
        return hosts.map(HostNames::parse)
                .filter(names -> !names.patterns().isEmpty())
                .map(names -> new AddressConfig(
                        names, http, numbers(ports), largest, connectTimeout, readTimeout, callTimeout, redirects));
    }

    static Set<Integer> numbers(String ports) {
        return Arrays.stream(ports.split(",", -1))
                .map(port -> Integer.valueOf(port.strip()))
                .collect(Collectors.toSet());
    }
}
