package io.kirinuki.worker.job.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts of conditions that may stand in double quotes, so that what parts others is theirs. A quote opens one only where a
 * value begins, behind an operator or a bar; elsewhere it is a character like any other.
 */
final class Quoted {
    private Quoted() {}

    /** The text, parted where the character stands outside of quotes; throws {@link IllegalArgumentException} where quotes are wrong. */
    static List<String> parts(String text, char parting) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean inside = false;
        boolean begins = parting == '|'; // a value by itself begins with its first character
        boolean ended = false;
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (inside) {
                part.append(one);
                if (one == '\\' && i + 1 < text.length()) part.append(text.charAt(++i));
                else if (one == '"') {
                    inside = false;
                    ended = true;
                }
                continue;
            }
            if (one == ',' || one == '|') ended = false;
            if (ended && !Character.isWhitespace(one)) {
                throw new IllegalArgumentException(
                        "behind the closing quote of %s a comma or a bar expected, found \"%s\""
                                .formatted(part.toString().strip(), one));
            }
            if (one == parting) {
                parts.add(part.toString());
                part.setLength(0);
                begins = parting == '|';
                continue;
            }
            part.append(one);
            inside = begins && one == '"';
            if (!Character.isWhitespace(one)) begins = one == '=' || one == '<' || one == '>' || one == '|';
        }
        if (inside) throw new IllegalArgumentException("a closing quote is missing behind %s".formatted(part));
        parts.add(part.toString());
        return parts;
    }

    /** What a text means: without the space around it, and without its quotes. */
    static String plain(String part) {
        String text = part.strip();
        if (text.length() < 2 || !text.startsWith("\"")) return text;
        return text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
    }
}
