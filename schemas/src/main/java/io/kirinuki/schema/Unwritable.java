package io.kirinuki.schema;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Finds what JSON can say and an answer cannot repeat: a number too large for a double, as in {@code 1e400}, and half a
 * surrogate pair in a text, as in {@code "\ud83d"}, which has no UTF-8 and so names no object either. In field names the
 * parser itself refuses it.
 */
final class Unwritable {
    /** Where, from the innermost name to the event built up outwards, and what. */
    private record Found(Deque<String> names, String what) {
        Found(String what) {
            this(new ArrayDeque<>(), what);
        }

        Found inside(String name) {
            names.addFirst(name);
            return this;
        }
    }

    private static final String HALF = "Unicode text expected, half a surrogate pair found";
    private static final String VAST = "number within the range of a double expected, a larger one found";

    private Unwritable() {}

    /** Of a code point: is it half a character. */
    static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    static boolean isWhole(String text) {
        return text.codePoints().noneMatch(Unwritable::isHalf);
    }

    /** The first problem, if there is one. The parser's nesting limit bounds the recursion. */
    static Optional<String> problem(JsonNode event) {
        return find(event).map(found -> Problem.path(List.copyOf(found.names())) + ": " + found.what());
    }

    private static Optional<Found> find(JsonNode node) {
        if (node.isString()) return isWhole(node.stringValue()) ? Optional.empty() : Optional.of(new Found(HALF));
        if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) return Optional.of(new Found(VAST));
        for (var property : node.properties()) {
            var found = find(property.getValue());
            if (found.isPresent()) return found.map(f -> f.inside(property.getKey()));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            var index = Integer.toString(i);
            var found = find(node.get(i));
            if (found.isPresent()) return found.map(f -> f.inside(index));
        }
        return Optional.empty();
    }
}
