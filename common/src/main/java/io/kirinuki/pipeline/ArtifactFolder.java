package io.kirinuki.pipeline;

import io.kirinuki.image.Blob;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.WebAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the artifacts of one image go: {@code prefix/pipeline-fingerprint/bucket/key@version/role.extension}, of an
 * address with {@code https@host/path} for bucket and key. The same source version and fingerprint give the same keys, so that doing the work twice writes the same objects.
 */
record ArtifactFolder(String bucket, String path) {
    /** S3 allows 1024 bytes for a key; the role and its extension need some of them. */
    private static final int LONGEST = 940;
    /** Stores' versions have some 32 bytes, digests 71. */
    private static final int LONG_VERSION = 256;

    static ArtifactFolder of(
            String bucket, String prefix, String pipeline, String fingerprint, ImageSource source, String version) {
        String start = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        String stem = start + pipeline + "-" + fingerprint + "/" + place(source) + "/";
        String path = stem + withoutDotSegments(source.key()) + "@" + version;
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            path = stem + Blob.of(source.key().getBytes(StandardCharsets.UTF_8)).sha256() + "@" + version;
        }
        return new ArtifactFolder(bucket, path);
    }

    /**
     * What the keys of a source's artifacts begin with, up to the version, of any; where versions have no {@code @} and no slash
     * nothing else's do.
     *
     * @param prefix empty, or it ends with a slash
     * @param run a pipeline and a fingerprint, as above
     */
    static List<String> beginnings(String prefix, String run, ImageSource source) {
        String stem = prefix + run + "/" + place(source) + "/";
        String plain = stem + withoutDotSegments(source.key()) + "@";
        String hashed =
                stem + Blob.of(source.key().getBytes(StandardCharsets.UTF_8)).sha256() + "@";
        int length = plain.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST) return List.of(hashed); // and stores refuse to list what is longer than a key
        return length > LONGEST - LONG_VERSION ? List.of(plain, hashed) : List.of(plain);
    }

    /** No bucket's name has an {@code @}: a host's folder is never a bucket's, whatever the host is called. */
    private static String place(ImageSource source) {
        return switch (source) {
            case ObjectRef object -> object.bucket();
            case WebAddress address ->
                (address.secure() ? "https@" : "http@") + address.bucket().replace(':', '@');
        };
    }

    ObjectRef file(String name) {
        return ObjectRef.of(bucket, path + "/" + name);
    }

    boolean holds(String bucket, String key) {
        return bucket.equals(this.bucket) && key.startsWith(path + "/");
    }

    /** HTTP clients and file systems resolve the segments . and .. away: no key of ours has one. */
    private static String withoutDotSegments(String key) {
        return Arrays.stream(key.split("/", -1))
                .map(segment -> segment.equals(".") || segment.equals("..") ? segment.replace(".", "%2E") : segment)
                .collect(Collectors.joining("/"));
    }
}
