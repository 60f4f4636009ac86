package io.kirinuki.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import java.util.Optional;

/**
 * An object that a request brings along in place of what a model would say of the subject: a PNG that covers the upright
 * photo, of its size or of another of the same shape.
 *
 * @param kind what it says; absent: it is a mask
 */
public record GivenAlpha(String bucket, String key, Optional<String> versionId, Optional<Kind> kind) {
    /** What the values of its pixels mean. */
    public enum Kind {
        /** How much of each pixel is the subject. */
        @JsonProperty("mask")
        MASK,
        /** Black is surely not the subject, white surely is, and all between is for a matting network to find out. */
        @JsonProperty("trimap")
        TRIMAP;

        public String spelled() {
            return this == MASK ? "mask" : "trimap";
        }
    }

    public GivenAlpha {
        if (bucket.isBlank()) throw new IllegalArgumentException("bucket is empty");
        if (key.isEmpty()) throw new IllegalArgumentException("key is empty");
        Objects.requireNonNull(versionId);
        Objects.requireNonNull(kind);
    }

    public ObjectRef object() {
        return new ObjectRef(bucket, key, versionId);
    }

    /** What it is taken for. */
    public Kind meant() {
        return kind.orElse(Kind.MASK);
    }
}
