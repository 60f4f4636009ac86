package io.kirinuki.worker.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/** Traces of requests, as OpenTelemetry knows them. */
public record TracingConfig(
        @Setting(
                meaning = "Address that spans are sent to, by OTLP over HTTP, as `http://collector:4318/v1/traces`."
                        + " Without one no traces are kept.")
        Optional<String> endpoint,

        @Setting(meaning = "Value of the header `Authorization` that spans are sent with.")
        Optional<Secret> authorization,

        @Setting(
                meaning = "Share of the requests in no trace that begin one of their own; others follow what their"
                        + " `traceparent` says.",
                fallback = "1",
                least = "0",
                most = "1")
        double share) {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    public TracingConfig {
        new Contradictions()
                .refuseIf(
                        endpoint.filter(address -> !isWhole(address)).isPresent(),
                        "kirinuki.tracing.endpoint: an address such as http://collector:4318/v1/traces expected, without"
                                + " a login; that is kirinuki.tracing.authorization")
                .orThrow();
    }

    private static boolean isWhole(String text) {
        try {
            URI address = new URI(text);
            return SCHEMES.contains(Optional.ofNullable(address.getScheme()).orElse(""))
                    && address.getHost() != null
                    && address.getUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
