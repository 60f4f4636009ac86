package io.kirinuki.worker.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Says of a key that nobody knows which one may have been meant. */
final class UnknownKeys {
    /** Edits beyond which two names have nothing to do with each other, as a share of the longer one. */
    private static final double FAR = 0.34;

    private UnknownKeys() {}

    static String problem(String unknown, String kind, Stream<String> known) {
        return nearest(unknown, known.toList())
                .map(near -> "%s: unknown %s; did you mean %s?".formatted(unknown, kind, near))
                .orElseGet(() -> "%s: unknown %s; remove it".formatted(unknown, kind));
    }

    private static Optional<String> nearest(String unknown, Collection<String> known) {
        var distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .min(Comparator.comparing(name -> distance.apply(unknown, name)))
                .filter(name -> distance.apply(unknown, name) <= FAR * Math.max(name.length(), unknown.length()));
    }
}
