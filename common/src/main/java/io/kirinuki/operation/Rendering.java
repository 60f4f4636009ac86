package io.kirinuki.operation;

import io.kirinuki.encode.ThumbHash;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import java.util.Optional;

/**
 * An artifact before it is stored.
 *
 * @param role what it is, once per pipeline: {@code mask}, {@code cutout}; with the extension it names the object
 * @param thumbHash of its picture, in base64; empty where nobody asked for it
 */
public record Rendering(
        String role, String mediaType, String extension, PixelSize size, Blob bytes, Optional<String> thumbHash) {
    public Rendering(String role, String mediaType, String extension, PixelSize size, Blob bytes) {
        this(role, mediaType, extension, size, bytes, Optional.empty());
    }

    /** The same, with the hash of the picture that it was made of. */
    Rendering hashed(Picture picture) {
        return new Rendering(role, mediaType, extension, size, bytes, Optional.of(ThumbHash.of(picture)));
    }

    public ArtifactName name() {
        return new ArtifactName(role, extension);
    }

    public static Rendering png(String role, Picture picture) {
        return new Rendering(role, "image/png", "png", picture.size(), FastPng.encode(picture));
    }
}
