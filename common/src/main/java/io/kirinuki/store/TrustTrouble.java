package io.kirinuki.store;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says why two sides of TLS do not trust one another, and what to do about it: Java's own words name neither. */
public final class TrustTrouble {
    private TrustTrouble() {}

    /**
     * Empty where it is no matter of trust.
     *
     * @param settings what the settings of certificates start with: {@code kirinuki.store.tls}
     */
    public static Optional<String> words(Throwable thrown, String settings) {
        boolean tls = false;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            tls |= cause instanceof SSLException
                    || cause.getClass().getSimpleName().equals("SslAuthenticationException");
            String said = String.valueOf(cause.getMessage());
            if (cause instanceof CertificateExpiredException) {
                return Optional.of("the server's certificate has expired (%s); renew it there".formatted(said));
            }
            if (cause instanceof CertificateNotYetValidException) {
                return Optional.of("the server's certificate is not valid yet (%s); look at the clocks of both sides"
                        .formatted(said));
            }
            if (said.contains("No subject alternative")
                    || said.contains("No name matching")
                    || said.contains("not verified")) {
                return Optional.of(
                        "the server's certificate is for another name (%s); address it by a name that its certificate is for, or have that one added"
                                .formatted(said.lines().findFirst().orElse("")));
            }
            if (cause instanceof CertPathBuilderException || said.contains("signature check failed")) {
                return Optional.of(
                        "the server's certificate is signed by nobody we trust; name the file of its authority in %s.ca-file"
                                .formatted(settings));
            }
            if (tls && said.contains("Received fatal alert")) {
                return Optional.of(
                        "the server refuses us (%s); should it want a certificate of ours, name it in %s.certificate-file and %s.key-file"
                                .formatted(said, settings, settings));
            }
            if (said.contains("Unsupported or unrecognized SSL message")) {
                return Optional.of(
                        "the server speaks no TLS at this address; name its port for TLS, or do without TLS");
            }
        }
        return Optional.empty();
    }
}
