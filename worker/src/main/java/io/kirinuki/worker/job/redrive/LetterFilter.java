package io.kirinuki.worker.job.redrive;

import io.kirinuki.schema.ImageSource;
import io.kirinuki.worker.event.DeadLetter;
import io.kirinuki.worker.job.history.Where;
import io.kirinuki.worker.job.history.Where.Field;
import io.kirinuki.worker.job.history.Where.Match;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which dead letters are meant: by what they ask, and by how they failed. */
record LetterFilter(Where<DeadLetter> where) implements Predicate<DeadLetter> {
    private static final Map<String, Field<DeadLetter>> FIELDS = new TreeMap<>(Map.ofEntries(
            Map.entry("bucket", Where.text(letter -> list(letter.source().map(ImageSource::bucket)))),
            Map.entry("key", Where.text(letter -> list(letter.source().map(ImageSource::key)))),
            Map.entry(
                    "prefix",
                    new Field<>(Match.START, letter -> list(letter.source().map(ImageSource::key)))),
            Map.entry(
                    "suffix",
                    new Field<>(Match.END, letter -> list(letter.source().map(ImageSource::key)))),
            Map.entry("pipeline", Where.text(letter -> list(letter.pipeline()))),
            Map.entry("id", Where.text(letter -> list(letter.id()))),
            Map.entry("failure", Where.text(letter -> List.of(letter.failure()))),
            Map.entry("fate", Where.text(letter -> list(letter.fate()))),
            Map.entry("topic", Where.text(letter -> list(letter.topic()))),
            Map.entry("position", Where.text(letter -> List.of(place(letter)))),
            Map.entry("message", Where.text(letter -> List.of(letter.message()))),
            Map.entry("attempts", number(DeadLetter::attempts)),
            Map.entry("redrives", number(letter -> Optional.of((long) letter.redrives())))));

    /** Throws {@link IllegalArgumentException} that names the condition. */
    static LetterFilter parse(String text) {
        return new LetterFilter(Where.parse(text, FIELDS, FIELDS.keySet()));
    }

    @Override
    public boolean test(DeadLetter letter) {
        return where.test(letter);
    }

    /** As commands name it: its partition and its offset in the failures topic. */
    static String place(DeadLetter letter) {
        return letter.position().partition() + "@" + letter.position().offset();
    }

    private static List<String> list(Optional<String> value) {
        return value.stream().toList();
    }

    private static Field<DeadLetter> number(Function<DeadLetter, Optional<Long>> value) {
        return new Field<>(
                Match.NUMBER,
                letter -> value.apply(letter).map(String::valueOf).stream().toList());
    }
}
