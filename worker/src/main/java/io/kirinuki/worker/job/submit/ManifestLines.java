package io.kirinuki.worker.job.submit;

import io.kirinuki.worker.StartException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The lines of a manifest, one after the other, as bytes: what they say is not yet looked at. Owned by one thread. */
final class ManifestLines implements AutoCloseable {
    /** More is no request that a topic would take, and perhaps no text at all. */
    static final int LONGEST = 1 << 20;

    /** A manifest that can be opened any number of times. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    private final String name;
    private final MessageDigest digest = digest();
    private final InputStream in;
    private long number;

    /** Throws {@link StartException} where there is no such file, or it cannot be read; so do all methods. */
    ManifestLines(String name, Source source) {
        this.name = name;
        try {
            in = new BufferedInputStream(new DigestInputStream(source.open(), digest), 1 << 16);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The next line without its end; empty behind the last. A line longer than {@link #LONGEST} is cut there. */
    Optional<byte[]> next() {
        try {
            int one = in.read();
            if (one < 0) return Optional.empty();
            var line = new ByteArrayOutputStream(128);
            for (; one >= 0 && one != '\n'; one = in.read()) if (line.size() <= LONGEST) line.write(one);
            number++;
            return Optional.of(line.toByteArray());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Of the line that was read last, from 1; 0 before the first. */
    long number() {
        return number;
    }

    /** Of all that was read, which is the whole manifest once {@link #next} has found its end. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private StartException unreadable(IOException e) {
        String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
        return new StartException("--manifest: %s cannot be read: %s".formatted(name, why), e);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // It was only read.
            return;
        }
    }
}
