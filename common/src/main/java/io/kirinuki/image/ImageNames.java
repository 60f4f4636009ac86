package io.kirinuki.image;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What files with images are named like: media types by extension. Of some the decoder takes nothing; they are images
 * all the same, and people want to hear that theirs are refused.
 */
public final class ImageNames {
    private static final Map<String, String> MEDIA_TYPES = Map.ofEntries(
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("jpe", "image/jpeg"),
            Map.entry("jfif", "image/jpeg"),
            Map.entry("png", "image/png"),
            Map.entry("webp", "image/webp"),
            Map.entry("gif", "image/gif"),
            Map.entry("bmp", "image/bmp"),
            Map.entry("tif", "image/tiff"),
            Map.entry("tiff", "image/tiff"),
            Map.entry("ppm", "image/x-portable-pixmap"),
            Map.entry("pgm", "image/x-portable-graymap"),
            Map.entry("pnm", "image/x-portable-anymap"),
            Map.entry("heic", "image/heic"),
            Map.entry("heif", "image/heif"),
            Map.entry("avif", "image/avif"));

    private ImageNames() {}

    /** Of a file or object of this name, in whatever case; empty where it is not named like an image. */
    public static Optional<String> mediaType(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Optional.ofNullable(MEDIA_TYPES.get(extension));
    }
}
