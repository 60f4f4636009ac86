package io.kirinuki.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.model.ModelManifest.Task;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * What comes out, and what it means.
 *
 * @param tensor the ONNX output, float32: maps are [N, 1, height, width] or [N, height, width]
 * @param filter how a map is brought to the photo's size
 * @param classes names, in the network's order: of {@code argmax} the first is the background; of masks empty else
 */
public record OutputRule(String tensor, Head head, Filter filter, List<String> classes) {
    /** A class map holds bytes. */
    static final int MOST_CLASSES = 256;

    /** How the network's numbers become an answer. */
    public enum Head {
        /** They are 0..1 already: alpha, or one a class ([N, classes]). */
        @JsonProperty("probability")
        PROBABILITY,
        /** Logits: alpha is their logistic sigmoid. */
        @JsonProperty("sigmoid")
        SIGMOID,
        /** Each map is stretched so that its least value is 0 and its greatest 255, rounded down: as rembg does. */
        @JsonProperty("min-max")
        MIN_MAX,
        /** [N, classes, height, width]: the class with the greatest value, of equals the first. */
        @JsonProperty("argmax")
        ARGMAX,
        /** Logits [N, classes]; probabilities are their softmax. */
        @JsonProperty("softmax")
        SOFTMAX,
        /** [N, 1]: degrees are 180 x / (1 + |x|). */
        @JsonProperty("softsign-180")
        SOFTSIGN_180,
        /** [N, 1]: degrees are 180 tanh x. */
        @JsonProperty("tanh-180")
        TANH_180,
        /** [N, 1]: degrees are 360 / (1 + exp -x). */
        @JsonProperty("sigmoid-360")
        SIGMOID_360,
        /** [N, 2]: degrees are atan2(first, second), 0 where both are 0. */
        @JsonProperty("sin-cos")
        SIN_COS,
        /** [N, 1]: degrees. */
        @JsonProperty("degrees")
        DEGREES;

        boolean fits(Task task) {
            return switch (this) {
                case PROBABILITY -> task != Task.ROTATE;
                case SIGMOID, MIN_MAX -> task == Task.MASK || task == Task.MATTE;
                case ARGMAX -> task == Task.MASK;
                case SOFTMAX -> task == Task.CLASSIFY;
                case SOFTSIGN_180, TANH_180, SIGMOID_360, SIN_COS, DEGREES -> task == Task.ROTATE;
            };
        }

        /** Whether infinite numbers mean something: wholly in or out, never, the end of the range. NaN never does. */
        boolean takesInfinity() {
            return switch (this) {
                case SIGMOID, ARGMAX, SOFTMAX, TANH_180, SIGMOID_360 -> true;
                case PROBABILITY, MIN_MAX, SOFTSIGN_180, SIN_COS, DEGREES -> false;
            };
        }

        static List<String> of(Task task) {
            return EnumSet.allOf(Head.class).stream()
                    .filter(head -> head.fits(task))
                    .map(Flaw::spelled)
                    .toList();
        }
    }

    public OutputRule {
        Flaw.unless(!tensor.isBlank(), "output.tensor: the name of a network's output expected, found nothing");
        Flaw.unless(
                filter != Filter.AREA,
                "output.filter: bilinear, cubic or lanczos expected, found %s".formatted(Flaw.spelled(filter)));
        Flaw.unless(
                classes.stream().allMatch(name -> name != null && !name.isBlank()),
                "output.classes: a name for each class expected, found %s".formatted(classes));
        Flaw.unless(
                new HashSet<>(classes).size() == classes.size(),
                "output.classes: names that differ expected, found %s".formatted(classes));
        classes = List.copyOf(classes);
    }

    /** Fields as the manifest has them; those that may be left out are null. */
    @JsonCreator
    static OutputRule of(String tensor, Head head, Filter filter, List<String> classes) {
        return new OutputRule(
                Flaw.ifMissing(tensor, "output.tensor", "the name of a network's output"),
                Flaw.ifMissing(head, "output.head", "how the network's numbers become an answer"),
                Objects.requireNonNullElse(filter, Filter.BILINEAR),
                Objects.requireNonNullElse(classes, List.of()));
    }

    void check(Task task) {
        Flaw.unless(
                head.fits(task),
                "output.head: one of %s expected with task %s, found %s"
                        .formatted(Head.of(task), Flaw.spelled(task), Flaw.spelled(head)));
        boolean named = head == Head.ARGMAX || task == Task.CLASSIFY;
        Flaw.unless(named || classes.isEmpty(), "output.classes: only with head argmax or task classify; leave it out");
        Flaw.unless(
                !named || (classes.size() >= 2 && classes.size() <= MOST_CLASSES),
                "output.classes: 2 to %d names expected, in the network's order, found %s"
                        .formatted(MOST_CLASSES, classes.isEmpty() ? "none" : classes.size()));
    }
}
