package io.kirinuki.reach;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A part of object storage: a bucket, and what keys in it start with.
 *
 * @param bucket {@code *} in it stands for any run of characters, where whoever makes it allows that
 * @param prefix of keys, taken literally; empty: all of the bucket
 */
public record Place(String bucket, String prefix) {
    /** Any bucket. */
    public static final String ANY = "*";

    private static final String SCHEME = "s3://";
    private static final Pattern BUCKET = Pattern.compile("[a-zA-Z0-9._*-]{1,255}");

    /** All keys that lie below a folder, which is one whether a slash is written behind it or not. */
    public static Place folder(String bucket, String folder) {
        return new Place(bucket, folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/");
    }

    /**
     * As people write it: {@code bucket}, {@code bucket/folder}, or {@code bucket/start*} for keys that start so; {@code *}
     * in the bucket stands for any run of characters. Throws {@link IllegalArgumentException} saying what is wrong.
     */
    public static Place parse(String text) {
        String[] parts = (text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text).split("/", 2);
        if (!BUCKET.matcher(parts[0]).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" names no bucket; write bucket, bucket/folder or bucket/start*".formatted(text));
        }
        String rest = parts.length > 1 ? parts[1] : "";
        boolean start = rest.endsWith(ANY);
        String prefix = start ? rest.substring(0, rest.length() - 1) : rest;
        if (prefix.contains(ANY)) {
            throw new IllegalArgumentException("\"%s\" has a * amid its key; one may stand at the end".formatted(text));
        }
        KeyPrefix.problem(prefix).ifPresent(problem -> {
            throw new IllegalArgumentException("\"%s\" %s".formatted(text, problem));
        });
        return start ? new Place(parts[0], prefix) : folder(parts[0], prefix);
    }

    /** Of work that says so much itself. */
    public Place or(ImageRequest.Output output) {
        return folder(output.bucket().orElse(bucket), output.prefix().orElse(prefix));
    }

    public boolean holds(ObjectRef object) {
        return matches(bucket, object.bucket()) && object.key().startsWith(prefix);
    }

    /** Whether all of the other lies in this one; of two patterns only where that is plain. */
    boolean covers(Place other) {
        boolean bucketToo = other.bucket.contains(ANY)
                ? bucket.equals(ANY) || bucket.equals(other.bucket)
                : matches(bucket, other.bucket);
        return bucketToo && other.prefix.startsWith(prefix);
    }

    /** Whether an object could lie in both; of two patterns also where that is not plain. */
    public boolean meets(Place other) {
        return bucketsMeet(bucket, other.bucket)
                && (prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix));
    }

    private static boolean bucketsMeet(String one, String other) {
        if (!other.contains(ANY)) return matches(one, other);
        if (!one.contains(ANY)) return matches(other, one);
        String head = one.substring(0, one.indexOf(ANY));
        String otherHead = other.substring(0, other.indexOf(ANY));
        return head.startsWith(otherHead) || otherHead.startsWith(head);
    }

    /** Whether a text is what the pattern says, in which {@code *} stands for any run of characters. */
    public static boolean matches(String glob, String text) {
        if (glob.equals(ANY)) return true;
        if (!glob.contains(ANY)) return glob.equals(text);
        String pattern =
                Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).matches();
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + prefix;
    }
}
