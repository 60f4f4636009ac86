package io.kirinuki.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.evaluation.Matching.Named;
import io.kirinuki.evaluation.Matching.Problem;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    private static final NameRule MASK = new NameRule("mask");

    @ParameterizedTest
    @CsvSource({
        "cars/cat.png, cars/cat, false",
        "cars/cat_mask.gif, cars/cat, true",
        "cars/cat.mask.png, cars/cat, true",
        "cars/cat-mask.PNG, cars/cat, true",
        "cars/cat.jpg.mask.png, cars/cat, true",
        "cars/cat.jpg@0a1b/mask.png, cars/cat, true",
        "run/photos/a@b/cat.jpg@0a1b/mask.png, run/photos/a@b/cat, true",
        "cars/cat/mask.png, cars/cat, true",
        "mask.png, mask, true",
        "cars/_mask.png, cars/_mask, false",
        "cars/unmask.png, cars/unmask, false",
        "v1.2.png, v1.2, false",
        "cars/cat.cutout.png, cars/cat.cutout, false",
    })
    void filesAreCalledAfterTheImageTheyWereMadeFrom(String path, String name, boolean marked) {
        assertThat(MASK.name(path)).isEqualTo(name);
        assertThat(MASK.isMarked(path)).isEqualTo(marked);
        assertThat(NameRule.isImage(path)).isTrue();
        assertThat(NameRule.isImage(path + ".json")).isFalse();
    }

    @Test
    void theLongestKnownEndOfANameDecides() {
        var matching = Matching.of(
                named("car-mask-1f/photos/cars/cat", "car-mask-1f/photos/cat", "dog"), named("cars/cat", "cat", "dog"));
        assertThat(matching.pairs())
                .extracting(pair -> pair.predicted().name() + " = " + pair.name())
                .containsExactlyInAnyOrder(
                        "car-mask-1f/photos/cars/cat = cars/cat", "car-mask-1f/photos/cat = cat", "dog = dog");
        assertThat(matching.problems()).isEmpty();
    }

    @Test
    void whatHasNoPartnerOrTooManyIsNamed() {
        var matching = Matching.of(named("a/cat", "b/cat", "owl"), named("cat", "dog", "fox", "fox"));
        assertThat(matching.pairs()).isEmpty();
        assertThat(matching.problems())
                .containsExactlyInAnyOrder(
                        new Problem("cat", "more than one prediction: at a/cat, at b/cat"),
                        new Problem("dog", "no prediction for at dog"),
                        new Problem("fox", "more than one truth: at fox, at fox"),
                        new Problem("owl", "no truth for at owl"));
    }

    @Test
    void tablesMayBeQuoted() {
        assertThat(Csv.rows("\ufeffname,label\r\n\"a, \"\"b\"\"\",\"x\ny\"\n\n c ,d"))
                .containsExactly(List.of("name", "label"), List.of("a, \"b\"", "x\ny"), List.of("c", "d"));
        assertThat(Csv.rows("")).isEmpty();
    }

    private static List<Named<String>> named(String... names) {
        return Arrays.stream(names)
                .map(name -> new Named<>(name, "at " + name, name))
                .toList();
    }
}
