package io.kirinuki.worker.config;

import io.kirinuki.address.AddressConfig;
import io.kirinuki.address.HostNames;
import io.kirinuki.image.ByteSize;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** Who is told of answers by a call of theirs. */
public record WebhooksConfig(
        @Setting(
                meaning = "Hosts that may be told of answers, as requests ask, separated by commas and written as"
                        + " `addresses.hosts`. Without any, nobody is.")
        Optional<String> hosts,

        @Setting(
                meaning =
                        "Secret that these calls are signed with: at least 24 characters; behind `whsec_`, in Base64.")
        Optional<Secret> secret,

        @Setting(meaning = "`true`: `http://` is taken as well as `https://`.", fallback = "false")
        boolean http,

        @Setting(meaning = "Ports that may be called, separated by commas.", fallback = "443")
        String ports,

        @Setting(
                meaning = "Calls for one answer, the first included, before it is given up.",
                fallback = "6",
                least = "1",
                most = "12")
        int attempts) {
    private static final int LEAST_SECRET = 24;
    private static final String ENCODED = "whsec_";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration CALL = Duration.ofSeconds(15);

    public WebhooksConfig {
        new Contradictions()
                .refuse("kirinuki.http.webhooks.hosts", AddressesConfig.problem(hosts))
                .refuseIf(
                        !AddressesConfig.portsAreNumbers(ports),
                        "kirinuki.http.webhooks.ports: \"%s\" is no list of ports from 1 to 65535, such as 443,8443"
                                .formatted(ports))
                .refuseIf(
                        hosts.isPresent() && secret.isEmpty(),
                        "kirinuki.http.webhooks.secret: is required where kirinuki.http.webhooks.hosts names hosts")
                .refuseIf(
                        secret.filter(it -> it.reveal().length() < LEAST_SECRET).isPresent(),
                        "kirinuki.http.webhooks.secret: holds fewer than %d characters; take more, at random"
                                .formatted(LEAST_SECRET))
                .refuseIf(
                        secret.filter(it -> !isKey(it.reveal())).isPresent(),
                        "kirinuki.http.webhooks.secret: begins with whsec_, and what follows is no Base64")
                .orThrow();
    }

    /** As the Standard Webhooks specification writes it, or any text. */
    private static boolean isKey(String secret) {
        if (!secret.startsWith(ENCODED)) return true;
        try {
            return Base64.getDecoder().decode(secret.substring(ENCODED.length())).length > 0;
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }

    /** How they are called; empty where nobody is. */
    public Optional<AddressConfig> calling() {
        return hosts.map(HostNames::parse)
                .filter(names -> !names.patterns().isEmpty())
                .map(names -> new AddressConfig(names, http, numbers(), new ByteSize(0), CONNECT, CALL, CALL, 0));
    }

    private Set<Integer> numbers() {
        return AddressesConfig.numbers(ports);
    }
}
