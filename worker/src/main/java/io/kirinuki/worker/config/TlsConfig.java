package io.kirinuki.worker.config;

import io.kirinuki.store.Tls;
import java.nio.file.Path;
import java.util.Optional;

/** Whom to trust, and as whom to be known. */
public record TlsConfig(
        @Setting(
                meaning =
                        "File of PEM with the certificates of the authorities that alone are trusted; without it, those"
                                + " that Java trusts.")
        Optional<Path> caFile,

        @Setting(meaning = "File of PEM with this worker's certificate, for a server that asks for one.")
        Optional<Path> certificateFile,

        @Setting(meaning = "File of PEM with the key of that certificate: PKCS #8, not encrypted.")
        Optional<Path> keyFile) {
    static final TlsConfig NONE = new TlsConfig(Optional.empty(), Optional.empty(), Optional.empty());

    boolean isEmpty() {
        return equals(NONE);
    }

    /** What does not fit together; {@code name} is what these keys start with. */
    Contradictions refuseHalves(Contradictions found, String name) {
        return found.refuseIf(
                        certificateFile.isPresent() && keyFile.isEmpty(),
                        "%s.key-file: is required beside certificate-file".formatted(name))
                .refuseIf(
                        keyFile.isPresent() && certificateFile.isEmpty(),
                        "%s.certificate-file: is required beside key-file".formatted(name));
    }

    Tls files() {
        return new Tls(caFile, certificateFile, keyFile);
    }
}
