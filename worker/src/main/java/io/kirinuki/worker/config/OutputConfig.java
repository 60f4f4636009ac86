package io.kirinuki.worker.config;

import io.kirinuki.reach.KeyPrefix;

/** Where artifacts go when a request does not say, and whether those that are there count. */
public record OutputConfig(
        @Setting(meaning = "Bucket for artifacts; it must exist.")
        String bucket,

        @Setting(meaning = "Start of every artifact's key, without slashes at its ends.", fallback = "kirinuki")
        String prefix,

        @Setting(
                meaning =
                        "`true`: where an earlier run has done the same work, its artifacts are the answer, unless the"
                                + " request says `force`. `false`: all work is done.",
                fallback = "true")
        boolean reuse) {

    public OutputConfig {
        new Contradictions()
                .refuseIf(
                        prefix.startsWith("/") || prefix.endsWith("/"),
                        "kirinuki.output.prefix: \"%s\" starts or ends with a slash; leave it off".formatted(prefix))
                .refuseIf(
                        !prefix.startsWith("/") && KeyPrefix.problem(prefix).isPresent(),
                        "kirinuki.output.prefix: \"%s\" %s"
                                .formatted(prefix, KeyPrefix.problem(prefix).orElse("")))
                .orThrow();
    }
}
