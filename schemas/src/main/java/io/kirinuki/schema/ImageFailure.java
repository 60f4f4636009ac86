package io.kirinuki.schema;

import java.time.Instant;
import java.util.Optional;

/**
 * The answer of a request that could not be met. The request's original bytes and headers lie in the dead-letter topic.
 *
 * @param source absent where the request could not be read that far
 * @param pipeline absent where the request could not be read that far
 * @param firstFailedAt when the first attempt failed; equals {@code failedAt} where there was one attempt
 */
public record ImageFailure(
        String requestId,
        Optional<Source> source,
        Optional<String> pipeline,
        Reason failure,
        Position position,
        int attempt,
        Instant firstFailedAt,
        Instant failedAt)
        implements ImageAnswer {
    public static final String TYPE = "io.kirinuki.image.failure.v1";

    /**
     * The image that was asked for.
     *
     * @param bucket of an address its host, as {@link ImageSource#bucket}
     * @param url the address without its query, where it is at one
     */
    public record Source(String bucket, String key, Optional<String> versionId, Optional<String> url) {
        public static Source of(ImageSource source) {
            return new Source(source.bucket(), source.key(), source.versionId(), source.shownUrl());
        }
    }

    /**
     * Why.
     *
     * @param name one word, stable, for programs: {@code NotFound}, {@code TooManyPixels}
     * @param fate {@code permanent}, {@code transient} (retries were used up) or {@code poison}
     * @param message for people: names the field or the limit, and the way out
     */
    public record Reason(String name, String fate, String message) {}
}
