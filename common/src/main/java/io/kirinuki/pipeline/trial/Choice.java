package io.kirinuki.pipeline.trial;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.ImageSource;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which images take part in the trial of a model's version: by where the image lies, its bucket and key or its address,
 * and by nothing else. So every worker chooses the same, now, after a restart, at another attempt and in a replay, and
 * whoever takes part with a small share does with a larger one.
 */
public record Choice(String model, String version, double share) {
    private static final double NUMBERS = 0x1p53;

    public boolean takes(ImageSource source) {
        return number(source) < share;
    }

    /** Evenly spread in 0..1. */
    private double number(ImageSource source) {
        String name = String.join("\n", model, version, source.bucket(), source.key());
        byte[] digest = sha256().digest(name.getBytes(UTF_8));
        return (ByteBuffer.wrap(digest).getLong() >>> 11) / NUMBERS;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
