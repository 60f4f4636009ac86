package io.kirinuki.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority and what it signs, made by the JDK's keytool, each in files of PEM and in a key store of its own. */
final class Certificates {
    static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path all;

    Certificates(Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
        all = folder.resolve("all.p12");
        keytool("-alias", "authority", "-dname", "CN=authority", "-ext", "bc:c");
    }

    /** Signed by the authority; {@code more} is what else keytool is told. */
    void sign(String name, String... more) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("-alias", name, "-dname", "CN=" + name, "-signer", "authority"));
        arguments.addAll(List.of(more));
        keytool(arguments.toArray(String[]::new));
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        KeyStore.Entry entry = load().getEntry(name, password());
        own.setEntry("own", entry, password());
        try (OutputStream out = Files.newOutputStream(store(name))) {
            own.store(out, PASSWORD.toCharArray());
        }
        var pair = (KeyStore.PrivateKeyEntry) entry;
        Files.writeString(key(name), pem("PRIVATE KEY", pair.getPrivateKey().getEncoded()), StandardCharsets.US_ASCII);
        StringBuilder chain = new StringBuilder();
        for (Certificate certificate : pair.getCertificateChain()) {
            chain.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        Files.writeString(certificate(name), chain);
    }

    Path authority() throws Exception {
        return Files.writeString(
                folder.resolve("authority.pem"),
                pem("CERTIFICATE", load().getCertificate("authority").getEncoded()));
    }

    Path store(String name) {
        return folder.resolve(name + ".p12");
    }

    Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /** Of a server that shows this certificate, and trusts who shows one of the authority's. */
    SSLContext context(String name) throws Exception {
        KeyStore own = KeyStore.getInstance(store(name).toFile(), PASSWORD.toCharArray());
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", load().getCertificate("authority"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(all)) {
            loaded.load(in, PASSWORD.toCharArray());
        }
        return loaded;
    }

    private static KeyStore.PasswordProtection password() {
        return new KeyStore.PasswordProtection(PASSWORD.toCharArray());
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), kind);
    }

    private void keytool(String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-keystore",
                all.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(Arrays.asList(more));
        Path log = folder.resolve("keytool.log");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exit != 0) throw new IOException("keytool: " + Files.readString(log));
    }
}
