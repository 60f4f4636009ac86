package io.kirinuki.operation;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;

/**
 * An artifact before it is stored.
 *
 * @param role what it is, once per pipeline: {@code mask}, {@code cutout}; with the extension it names the object
 */
public record Rendering(String role, String mediaType, String extension, PixelSize size, Blob bytes) {
    public ArtifactName name() {
        return new ArtifactName(role, extension);
    }

    public static Rendering png(String role, Picture picture) {
        return new Rendering(role, "image/png", "png", picture.size(), FastPng.encode(picture));
    }
}
