package io.kirinuki.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whom to trust, and as whom to be known, in files of PEM.
 *
 * @param authorities certificates of the authorities that alone are trusted; absent: those of the Java platform
 * @param certificate our own, those that vouch for it behind it; absent: we show none
 * @param key of our certificate: PKCS #8, not encrypted
 */
public record Tls(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {
    /** What the Java platform trusts. */
    public static final Tls USUAL = new Tls(Optional.empty(), Optional.empty(), Optional.empty());

    public Tls {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("certificate-file and key-file: one without the other is of no use");
        }
    }

    /** This; throws {@link IllegalArgumentException} of a file that is of no use. */
    public Tls checked() {
        var unused = PemContext.of(this);
        return this;
    }

    boolean isUsual() {
        return equals(USUAL);
    }
}
