package io.kirinuki.operation;

import io.kirinuki.image.Blob;
import io.kirinuki.image.PixelSize;

/**
 * An artifact before it is stored.
 *
 * @param role what it is, once per pipeline: {@code mask}, {@code cutout}; with the extension it names the object
 */
public record Rendering(String role, String mediaType, String extension, PixelSize size, Blob bytes) {
    public static Rendering png(String role, PixelSize size, Blob bytes) {
        return new Rendering(role, "image/png", "png", size, bytes);
    }
}
