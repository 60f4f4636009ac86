package io.kirinuki.schema;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Finds text that has no UTF-8: JSON may escape half of a surrogate pair, as in {@code "\ud83d"}, and such a key could
 * neither be asked of a store nor be written into an answer.
 */
final class BrokenText {
    private BrokenText() {}

    static boolean isWhole(String text) {
        return text.codePoints().noneMatch(BrokenText::isHalf);
    }

    /** Of a code point: is it half a character. */
    static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** Names the first field with broken text, if there is one. The parser's nesting limit bounds the recursion. */
    static Optional<String> find(JsonNode event) {
        return names(event)
                .map(names ->
                        Problem.path(List.copyOf(names)) + ": Unicode text expected, half a surrogate pair found");
    }

    private static Optional<Deque<String>> names(JsonNode node) {
        if (node.isString()) return isWhole(node.stringValue()) ? Optional.empty() : Optional.of(new ArrayDeque<>());
        for (var property : node.properties()) {
            if (!isWhole(property.getKey())) return Optional.of(new ArrayDeque<>(List.of(property.getKey())));
            var within = names(property.getValue());
            if (within.isPresent()) return inside(property.getKey(), within.get());
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            var within = names(node.get(i));
            if (within.isPresent()) return inside(Integer.toString(i), within.get());
        }
        return Optional.empty();
    }

    private static Optional<Deque<String>> inside(String name, Deque<String> names) {
        names.addFirst(name);
        return Optional.of(names);
    }
}
