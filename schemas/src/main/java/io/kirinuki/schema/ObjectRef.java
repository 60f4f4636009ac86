package io.kirinuki.schema;

import java.util.Objects;
import java.util.Optional;

/** Names one object in object storage: a bucket, a key taken literally (never URL-decoded), and a version where the bucket keeps them. */
public record ObjectRef(String bucket, String key, Optional<String> versionId) implements ImageSource {
    public ObjectRef {
        if (bucket.isBlank()) throw new IllegalArgumentException("bucket is empty");
        if (key.isEmpty()) throw new IllegalArgumentException("key is empty");
        Objects.requireNonNull(versionId);
    }

    public static ObjectRef of(String bucket, String key) {
        return new ObjectRef(bucket, key, Optional.empty());
    }

    @Override
    public Optional<String> shownUrl() {
        return Optional.empty();
    }

    /** {@code s3://bucket/key}, for people and logs. */
    @Override
    public String toString() {
        return "s3://" + bucket + "/" + key
                + versionId.map(v -> "?versionId=" + v).orElse("");
    }
}
