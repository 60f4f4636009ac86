package io.kirinuki.image.heif;

import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One of the things that a HEIF file holds: a picture, a tile of one, a note. Filled while the boxes are read, which tell of
 * it in four places.
 */
final class HeifItem {
    /** A box that says something of the item; who does not understand an essential one must not show the item. */
    record Property(Span content, String type, boolean essential) {}

    /** To other items, in order. */
    record Reference(String type, List<Long> to) {}

    /** Those that are heeded, and those that change no pixel. */
    private static final Set<String> UNDERSTOOD = Set.of(
            "ispe", "pixi", "colr", "auxC", "hvcC", "av1C", "irot", "imir", "clap", "pasp", "clli", "mdcv", "a1op",
            "a1lx", "lsel", "rloc", "udes", "cclv", "amve");

    private final long id;
    private final String type;
    private final List<Span> data = new ArrayList<>();
    private final List<Property> properties = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();

    HeifItem(long id, String type) {
        this.id = id;
        this.type = type;
    }

    long id() {
        return id;
    }

    /** How it is coded. */
    String type() {
        return type;
    }

    /** Where its bytes are, which belong together. */
    List<Span> data() {
        return data;
    }

    List<Property> properties() {
        return properties;
    }

    List<Reference> references() {
        return references;
    }

    List<Long> references(String kind) {
        return references.stream()
                .filter(each -> each.type().equals(kind))
                .flatMap(each -> each.to().stream())
                .toList();
    }

    Optional<Span> property(String kind) {
        return properties.stream()
                .filter(each -> each.type().equals(kind))
                .map(Property::content)
                .findFirst();
    }

    long length() {
        return data.stream().mapToLong(Span::length).sum();
    }

    /** Fails where it must not be shown without something that nobody here knows. */
    void checkEssentials() throws FailedException {
        for (Property each : properties) {
            if (each.essential() && !UNDERSTOOD.contains(each.type())) {
                throw BoxBytes.unsupported(
                        "a HEIF picture that cannot be shown without its %s box".formatted(each.type()));
            }
        }
    }
}
