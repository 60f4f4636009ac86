package io.kirinuki.evaluation;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file is called after: the image it was made from, without what says that it is the mask of it. These are all
 * named {@code cars/cat}: {@code cars/cat.png}, {@code cars/cat_mask.gif}, {@code cars/cat.jpg.mask.png} and, as workers
 * store it, {@code cars/cat.jpg@0a1b2c/mask.png}.
 *
 * @param role what the file is of its image: {@code mask}
 */
record NameRule(String role) {
    private static final Pattern EXTENSION = Pattern.compile("\\.([A-Za-z0-9]+)$");
    private static final Set<String> IMAGES = Set.of(
            "png", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "bmp", "tif", "tiff", "pbm", "pgm", "ppm", "pnm");

    static boolean isImage(String path) {
        return !path.equals(withoutExtension(path));
    }

    /** Whether the file says itself that it has the role. */
    boolean isMarked(String path) {
        String stem = withoutExtension(path);
        return stem.equals(role) || stem.endsWith("/" + role) || !unmarked(stem).equals(stem);
    }

    /** The name of the image that the file was made from. */
    String name(String path) {
        String stem = withoutExtension(path);
        if (stem.endsWith("/" + role)) {
            String key = stem.substring(0, stem.length() - role.length() - 1);
            int version = key.lastIndexOf('@');
            return of(version > key.lastIndexOf('/') ? key.substring(0, version) : key);
        }
        return withoutExtension(unmarked(stem));
    }

    /** The name of an image itself. */
    static String of(String path) {
        return withoutExtension(path);
    }

    private String unmarked(String stem) {
        int end = stem.length() - role.length() - 1;
        boolean marked = end > stem.lastIndexOf('/') + 1 && stem.endsWith(role) && "._-".indexOf(stem.charAt(end)) >= 0;
        return marked ? stem.substring(0, end) : stem;
    }

    private static String withoutExtension(String path) {
        Matcher extension = EXTENSION.matcher(path);
        boolean image = extension.find()
                && IMAGES.contains(extension.group(1).toLowerCase(Locale.ROOT))
                && extension.start() > path.lastIndexOf('/') + 1;
        return image ? path.substring(0, extension.start()) : path;
    }
}
