package io.kirinuki.worker.reception;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;

/** Whose a request is: the name that a key stands for, which stays when the key changes. */
public record Owner(String name) {
    /** Whoever asks where no keys are asked for. */
    public static final Owner ANYBODY = new Owner("anybody");

    private static final int FOLDER_DIGITS = 16;

    public Owner {
        if (name.isBlank()) throw new IllegalArgumentException("an owner has a name");
    }

    /** Where its uploads lie, so that nobody's picture is found by another's. */
    String folder() {
        return Blob.of(name.getBytes(UTF_8)).sha256().substring(0, FOLDER_DIGITS);
    }
}
