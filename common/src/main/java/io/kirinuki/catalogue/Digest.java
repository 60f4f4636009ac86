package io.kirinuki.catalogue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What a file's bytes must come to.
 *
 * @param hex lower-case digits
 */
public record Digest(Algorithm algorithm, String hex) {
    /** How it is computed. MD5 finds damage, and is what publishers of models often give; it is no proof against forgers. */
    public enum Algorithm {
        MD5("MD5", 32),
        SHA256("SHA-256", 64);

        private final String javaName;
        private final int digits;

        Algorithm(String javaName, int digits) {
            this.javaName = javaName;
            this.digits = digits;
        }

        private MessageDigest start() {
            try {
                return MessageDigest.getInstance(javaName);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has " + javaName, e);
            }
        }
    }

    public Digest {
        if (!hex.matches("[0-9a-f]{%d}".formatted(algorithm.digits))) {
            throw new IllegalArgumentException("%d lower-case hex digits expected after %s:, found %s"
                    .formatted(algorithm.digits, prefix(algorithm), hex));
        }
    }

    /** Reads {@code md5:…} or {@code sha256:…}. */
    public static Digest parse(String text) {
        for (var algorithm : Algorithm.values()) {
            var start = prefix(algorithm) + ":";
            if (text.startsWith(start)) return new Digest(algorithm, text.substring(start.length()));
        }
        throw new IllegalArgumentException("md5:… or sha256:… expected, found " + text);
    }

    public static Digest of(Path file, Algorithm algorithm) throws IOException {
        var digest = algorithm.start();
        try (var into = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            Files.copy(file, into);
        }
        return new Digest(algorithm, HexFormat.of().formatHex(digest.digest()));
    }

    private static String prefix(Algorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return prefix(algorithm) + ":" + hex;
    }
}
