package io.kirinuki.evaluation;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated values, quoted where they hold commas, quotes or line ends (RFC 4180); a byte order mark is skipped. */
final class Csv {
    private Csv() {}

    /** Rows of fields; empty lines are left out. */
    static List<List<String>> rows(String text) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int at = text.startsWith("\ufeff") ? 1 : 0; at <= text.length(); at++) {
            char letter = at < text.length() ? text.charAt(at) : '\n';
            if (quoted && at < text.length()) {
                if (letter != '"') field.append(letter);
                else if (at + 1 < text.length() && text.charAt(at + 1) == '"') field.append(text.charAt(++at));
                else quoted = false;
            } else if (letter == '"') {
                quoted = true;
            } else if (letter == ',' || letter == '\n') {
                row.add(field.toString().strip());
                field.setLength(0);
                if (letter == ',') continue;
                if (row.size() > 1 || !row.getFirst().isEmpty()) rows.add(row);
                row = new ArrayList<>();
            } else {
                field.append(letter);
            }
        }
        return rows;
    }
}
