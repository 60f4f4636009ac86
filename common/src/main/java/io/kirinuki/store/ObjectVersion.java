package io.kirinuki.store;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What names a version of an object so that the same name means the same bytes: the version id, else an entity tag of
 * S3's own shape. Other tags are not trusted: weak ones may be the same for other bytes, short ones are made of time and
 * size by some gateways. Then nothing but the content itself names it.
 */
final class ObjectVersion {
    /** MD5 in hex; with the number of parts behind it where there were several, or what a store that encrypts makes up. */
    private static final Pattern TAG = Pattern.compile("[0-9a-fA-F]{32}(-[0-9]{1,5})?");

    private ObjectVersion() {}

    static Optional<String> of(Optional<String> versionId, String etag) {
        return versionId.or(
                () -> Optional.of(etag).filter(tag -> TAG.matcher(tag).matches()));
    }
}
