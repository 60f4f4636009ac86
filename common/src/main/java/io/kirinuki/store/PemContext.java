package io.kirinuki.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** {@link Tls} as Java wants it. Failures: {@link IllegalArgumentException} names the file and what it should hold. */
record PemContext(SSLSocketFactory sockets, X509TrustManager trust) {
    private static final char[] NO_PASSWORD = {};
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519", "Ed448", "RSASSA-PSS");

    static PemContext of(Tls tls) {
        try {
            var trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusting.init(
                    tls.authorities().isPresent() ? trusted(tls.authorities().get()) : null);
            X509TrustManager trust = Arrays.stream(trusting.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("every Java platform trusts by X.509"));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown(tls), new X509TrustManager[] {trust}, null);
            return new PemContext(context.getSocketFactory(), trust);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java platform has no usual TLS", e);
        }
    }

    private static KeyStore trusted(Path authorities) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        for (Certificate certificate : certificates("ca-file", authorities)) {
            store.setCertificateEntry("authority-" + store.size(), certificate);
        }
        return store;
    }

    private static KeyManager[] shown(Tls tls) throws GeneralSecurityException, IOException {
        if (tls.certificate().isEmpty()) return new KeyManager[0];
        KeyStore store = empty();
        Certificate[] chain =
                certificates("certificate-file", tls.certificate().get()).toArray(Certificate[]::new);
        try {
            store.setKeyEntry("own", key(tls.key().orElseThrow()), NO_PASSWORD, chain);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "certificate-file: %s: %s".formatted(tls.certificate().get(), e), e);
        }
        var showing = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        showing.init(store, NO_PASSWORD);
        return showing.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String setting, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (!found.isEmpty()) return found;
            throw new IllegalArgumentException("%s: %s holds no certificate".formatted(setting, file));
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: %s cannot be read: %s".formatted(setting, file, e), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "%s: %s holds no certificates in PEM (-----BEGIN CERTIFICATE-----): %s"
                            .formatted(setting, file, e.getMessage()),
                    e);
        }
    }

    private static PrivateKey key(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("key-file: %s cannot be read: %s".formatted(file, e), e);
        }
        Matcher key = KEY.matcher(text);
        if (key.find()) {
            var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1)));
            for (String kind : KINDS) {
                try {
                    return KeyFactory.getInstance(kind).generatePrivate(encoded);
                } catch (InvalidKeySpecException another) {
                    // Of another kind, then.
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException("every Java platform knows " + kind, e);
                }
            }
        }
        throw new IllegalArgumentException(
                ("key-file: %s holds no key in PKCS #8, which is not encrypted (-----BEGIN PRIVATE KEY-----); make it one with"
                                + " `openssl pkcs8 -topk8 -nocrypt`")
                        .formatted(file));
    }
}
