package io.kirinuki.worker.job.submit;

import io.kirinuki.schema.ObjectRef;

/** A place in object storage, as people write it: {@code s3://bucket/prefix}, of which all keys begin so. */
public record BucketPlace(String bucket, String prefix) {
    private static final String SCHEME = "s3://";

    public static boolean isNamedBy(String text) {
        return text.startsWith(SCHEME);
    }

    /** The rest is taken as it is: nothing is decoded. Throws {@link IllegalArgumentException}. */
    public static BucketPlace parse(String text) {
        String[] parts = isNamedBy(text) ? text.substring(SCHEME.length()).split("/", 2) : new String[] {""};
        if (parts[0].isBlank()) {
            throw new IllegalArgumentException("s3://bucket/prefix expected, found \"%s\"".formatted(text));
        }
        return new BucketPlace(parts[0], parts.length > 1 ? parts[1] : "");
    }

    /** As a folder: what is put in it has a slash before its own name. */
    public BucketPlace folder() {
        return prefix.isEmpty() || prefix.endsWith("/") ? this : new BucketPlace(bucket, prefix + "/");
    }

    ObjectRef object(String name) {
        return ObjectRef.of(bucket, prefix + name);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + prefix;
    }
}
