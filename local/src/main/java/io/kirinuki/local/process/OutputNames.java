package io.kirinuki.local.process;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the artifacts of inputs are called: {@code cat.jpg} gives {@code cat.cutout.png}, but {@code cat.jpg.cutout.png} beside
 * a {@code cat.png}. Whoever has a name keeps it. Owned by one thread.
 */
final class OutputNames {
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /** Inputs that are there together get the same names in whatever order they come. */
    void expect(List<Input> inputs) {
        Map<String, Integer> stems = new HashMap<>();
        for (Input input : inputs) {
            String stem = withoutExtension(input.name());
            stems.merge(stem, 1, Integer::sum);
            // A full name counts as well: it may be the stem of another, as of cat.jpg.png.
            if (!stem.equals(input.name())) stems.merge(input.name(), 1, Integer::sum);
        }
        for (Input input : inputs) {
            if (names.containsKey(input.name())) continue;
            String stem = withoutExtension(input.name());
            String name = stems.get(stem) == 1 && !taken.contains(stem) ? stem : input.name();
            taken.add(name);
            names.put(input.name(), name);
        }
    }

    /** Without an ending. */
    String of(Input input) {
        return names.get(input.name());
    }

    private static String withoutExtension(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
    }
}
