package io.kirinuki.schema;

import java.util.Optional;

/**
 * Where an image is read from. Both name themselves in the same two words, so that who picks images by bucket and key
 * can pick those at addresses by host and path.
 */
public sealed interface ImageSource permits ObjectRef, WebAddress {
    /** The bucket; of an address the host, with the port where that is not the usual one. */
    String bucket();

    /** The key; of an address the path without the slash that it begins with, and a slash where nothing is left. */
    String key();

    /** The version that was asked for; an address has none. */
    Optional<String> versionId();

    /** Of an address, as it may be shown: nothing in it lets anybody in. */
    Optional<String> shownUrl();
}
