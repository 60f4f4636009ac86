package io.kirinuki.worker.config;

import io.kirinuki.reach.KeyPrefix;
import io.kirinuki.reach.Place;
import java.util.Optional;

/** Where pictures that come over HTTP are put before they are asked for. */
public record UploadsConfig(
        @Setting(
                meaning = "Bucket of `store.endpoint` for pictures that come over HTTP; it must exist, and lie within"
                        + " `reach.sources`.")
        Optional<String> bucket,

        @Setting(
                meaning = "Start of their keys, without slashes at its ends; nothing else may use it.",
                fallback = "http")
        String prefix) {
    private static final String PREFIX = "kirinuki.http.uploads.prefix";

    public UploadsConfig {
        new Contradictions()
                .refuseIf(prefix.isEmpty() || prefix.endsWith("/"), PREFIX + ": a folder without slashes at its ends")
                .refuse(PREFIX, KeyPrefix.problem(prefix).map(problem -> "\"%s\" %s".formatted(prefix, problem)))
                .orThrow();
    }

    /** Empty where there is no bucket. */
    public Optional<Place> place() {
        return bucket.map(name -> Place.folder(name, prefix));
    }
}
