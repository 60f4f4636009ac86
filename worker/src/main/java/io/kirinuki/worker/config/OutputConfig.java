package io.kirinuki.worker.config;

/** Where artifacts go when a request does not say. */
public record OutputConfig(
        @Setting(meaning = "Bucket for artifacts; it must exist.")
        String bucket,

        @Setting(meaning = "Start of every artifact's key, without slashes at its ends.", fallback = "kirinuki")
        String prefix) {

    public OutputConfig {
        new Contradictions()
                .refuseIf(
                        prefix.startsWith("/") || prefix.endsWith("/"),
                        "kirinuki.output.prefix: \"%s\" starts or ends with a slash; leave it off".formatted(prefix))
                .orThrow();
    }
}
