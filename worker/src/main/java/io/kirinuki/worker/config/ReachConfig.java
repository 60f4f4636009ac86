package io.kirinuki.worker.config;

import io.kirinuki.reach.Place;
import io.kirinuki.reach.Reach;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where requests may read and write, whoever sends them: see docs/reach.md. */
public record ReachConfig(
        @Setting(
                meaning =
                        "Where images may be read, separated by commas: `bucket`, `bucket/folder`, or `bucket/start*` for"
                                + " keys that start so; `*` in a bucket's name stands for any run of characters.",
                fallback = "*")
        String sources,

        @Setting(
                meaning =
                        "Where artifacts may go besides `output.bucket` and `output.prefix`, written as `sources` are;"
                                + " notifications from there are never worked on. Without it requests may choose any prefix in"
                                + " `output.bucket` that no image is taken from, and no other bucket.")
        Optional<String> outputs) {

    public ReachConfig {
        new Contradictions()
                .refuse(Reach.SOURCES, problem(sources))
                .refuse(Reach.OUTPUTS, outputs.flatMap(ReachConfig::problem))
                .orThrow();
    }

    private static Optional<String> problem(String text) {
        try {
            return places(text).isEmpty() ? Optional.of("names no place; name one") : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static List<Place> places(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(place -> !place.isEmpty())
                .map(Place::parse)
                .toList();
    }

    /** Throws {@link IllegalArgumentException} where all that may be read lies where artifacts go. */
    Reach reach(OutputConfig output) {
        return Reach.of(
                places(sources), Place.folder(output.bucket(), output.prefix()), outputs.map(ReachConfig::places));
    }
}
