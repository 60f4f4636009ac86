package io.kirinuki.worker.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where health, metrics and the live page are served, and what the page may show. */
public record AdminConfig(
        @Setting(
                meaning = "Address that health, metrics and the live page are served on; 0.0.0.0 is all of the"
                        + " machine's.",
                fallback = "127.0.0.1")
        String host,

        @Setting(
                meaning = "Port that health, metrics and the live page are served on; 0 is any free one.",
                fallback = "8080",
                least = "0",
                most = "65535")
        int port,

        @Setting(
                meaning = "Whether the live page shows the last pictures, out of whatever buckets requests name, to"
                        + " everybody who reaches the port.",
                fallback = "false")
        boolean pictures,

        @Setting(
                meaning = "Names, with commas between, by which browsers may ask for the live page; addresses and"
                        + " localhost always may.")
        Optional<String> names) {
    /** In lower case. */
    public Set<String> nameSet() {
        return names.stream()
                .flatMap(all -> Arrays.stream(all.split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
