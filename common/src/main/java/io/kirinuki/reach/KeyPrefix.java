package io.kirinuki.reach;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What keys of artifacts may start with. Stores take keys for mere text, but gateways, consoles and clients between us and
 * them take them for paths: what they would resolve could lead out of the place that is allowed, and is refused.
 */
public final class KeyPrefix {
    private KeyPrefix() {}

    /** What is wrong with it, without its name; empty where nothing is. */
    public static Optional<String> problem(String prefix) {
        if (prefix.startsWith("/")) return Optional.of("starts with a slash; leave it off");
        if (prefix.contains("\\")) return Optional.of("holds a backslash; folders are parted by /");
        if (prefix.codePoints().anyMatch(KeyPrefix::isControl)) {
            return Optional.of("holds a control character; leave it out");
        }
        if (prefix.contains("//")) return Optional.of("holds an empty segment, //; write one slash");
        return hasDotSegment(prefix)
                ? Optional.of("holds a segment . or .., which would be resolved on the way; write where it leads")
                : Optional.empty();
    }

    private static boolean isControl(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** Whether a part of a key between slashes, or backslashes, is . or .., percent-encoded or not. */
    static boolean hasDotSegment(String key) {
        if (key.indexOf('.') < 0 && key.indexOf('%') < 0) return false;
        return Arrays.stream(key.toLowerCase(Locale.ROOT)
                        .replace("%2e", ".")
                        .replace("%2f", "/")
                        .replace("%5c", "/")
                        .split("[/\\\\]", -1))
                .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
    }
}
