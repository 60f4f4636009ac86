package io.kirinuki.local;

import com.google.common.escape.Escaper;
import com.google.common.net.PercentEscaper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Turns any object key into a relative path of plain ASCII file names, and back. Keys are text: they may hold
 * {@code ..}, empty segments, letters that the locale's file names lack, segments longer than a file name, and one may
 * be another's folder. {@code a/cat.jpg} becomes {@code a%/cat.jpg}.
 *
 * <p>What is not a letter, digit or one of {@code -_.,=@} is percent-encoded, and so is a leading dot. Then a folder's
 * name ends with {@code %}, which no file's does, so that {@code a} and {@code a/b} can both be; a segment of more than
 * {@value #LONGEST} letters goes on in a folder that ends with {@code %+}; an empty last segment is {@code %_}.
 */
final class FileNames {
    /** File systems allow 255; while it writes, S3Proxy adds two UUIDs and a word to the name. */
    private static final int LONGEST = 150;

    private static final String FOLDER = "%/";
    private static final String LONG = "%+/";
    private static final String EMPTY = "%_";
    private static final Escaper ESCAPER = new PercentEscaper("-_.,=@", false);

    private FileNames() {}

    static String ofKey(String key) {
        String path = ofPrefix(key);
        return key.endsWith("/") ? path + EMPTY : path;
    }

    /** The start that the paths of all keys with this prefix share. */
    static String ofPrefix(String prefix) {
        return Arrays.stream(prefix.split("/", -1)).map(FileNames::encode).collect(Collectors.joining(FOLDER));
    }

    static String toKey(String path) {
        return Arrays.stream(path.replace(LONG, "").split(FOLDER, -1))
                .map(FileNames::decode)
                .collect(Collectors.joining("/"));
    }

    private static String encode(String segment) {
        String escaped = ESCAPER.escape(segment);
        if (escaped.startsWith(".")) escaped = "%2E" + escaped.substring(1);
        StringBuilder name = new StringBuilder();
        int from = 0;
        for (; escaped.length() - from > LONGEST; from += LONGEST) {
            name.append(escaped, from, from + LONGEST).append(LONG);
        }
        return name.append(escaped, from, escaped.length()).toString();
    }

    private static String decode(String name) {
        return name.equals(EMPTY) ? "" : URLDecoder.decode(name, StandardCharsets.UTF_8);
    }
}
