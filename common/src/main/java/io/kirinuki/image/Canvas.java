package io.kirinuki.image;

/**
 * Which part of the plane a picture shows, in the photo's pixels. It may reach beyond the photo.
 *
 * @param left where it begins, right of the photo's left edge; below 0 it begins before
 * @param top likewise, below the photo's upper edge
 */
public record Canvas(int left, int top, PixelSize size) {
    /** All of a photo and no more. */
    public static Canvas whole(PixelSize photo) {
        return new Canvas(0, 0, photo);
    }
}
