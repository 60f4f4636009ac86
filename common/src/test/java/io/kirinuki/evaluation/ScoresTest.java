package io.kirinuki.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.evaluation.AngleScore.Turn;
import io.kirinuki.evaluation.Confusion.Guess;
import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Expected figures are worked out by hand. */
class ScoresTest {
    private static final OptionalInt NONE = OptionalInt.empty();

    @Test
    void masksAreCountedAtTheirThresholds() {
        // A = 3 pixels, B = 2, both = 2; |differences| = 0, 55, 15, 0, 200, 0
        MaskScore score = score(0.5, NONE, new int[] {255, 200, 240, 0, 200, 0}, new int[] {255, 255, 255, 0, 0, 0});
        assertThat(score.dice()).isEqualTo(7.0 / 8);
        assertThat(score.iou()).isEqualTo(3.0 / 4);
        assertThat(score.error()).isCloseTo(270.0 / 255 / 6, within(1e-12));

        // at 0.9 (229.5) only the first and the third are left
        MaskScore strict = score(0.9, NONE, new int[] {255, 200, 240, 0, 200, 0}, new int[] {255, 255, 255, 0, 0, 0});
        assertThat(strict.dice()).isEqualTo(5.0 / 6);
        assertThat(strict.iou()).isEqualTo(2.0 / 3);
        assertThat(strict.error()).isEqualTo(score.error());
    }

    @Test
    void twoEmptyMasksAreEqual() {
        assertThat(score(0.5, NONE, new int[] {0, 127}, new int[] {0, 0}).dice())
                .isEqualTo(1);
        assertThat(score(0.5, NONE, new int[] {0, 127}, new int[] {0, 0}).iou()).isEqualTo(1);
        assertThat(score(0.5, NONE, new int[] {0, 128}, new int[] {0, 0}).iou()).isZero();
        assertThat(score(0.5, NONE, new int[] {0, 128}, new int[] {0, 0}).dice())
                .isEqualTo(0.5);
    }

    @Test
    void ignoredPixelsCountForNothing() {
        MaskScore score = score(0.5, OptionalInt.of(128), new int[] {255, 255, 0, 51}, new int[] {255, 128, 128, 0});
        assertThat(score).isEqualTo(new MaskScore(1, 1, 0.1));
        MaskScore nothing = score(0.5, OptionalInt.of(128), new int[] {255}, new int[] {128});
        assertThat(nothing).isEqualTo(new MaskScore(1, 1, 0));
    }

    @Test
    void masksOfDifferentSizesAreRefused() {
        try (Mask one = Mask.of(new byte[2], new PixelSize(2, 1));
                Mask other = Mask.of(new byte[2], new PixelSize(1, 2))) {
            assertThatThrownBy(() -> MaskScore.of(one, other, 0.5, NONE))
                    .hasMessageContaining("2x1")
                    .hasMessageContaining("1x2");
        }
    }

    @Test
    void anglesAreComparedAroundTheCircle() {
        AngleScore score = AngleScore.of(
                List.of(new Turn(179, -179), new Turn(10, 4), new Turn(-90, -95), new Turn(180, 0), new Turn(725, 5)));
        // circular 2, 6, 5, 180, 0; plain 358, 6, 5, 180, 720
        assertThat(score.error()).isCloseTo(193.0 / 5, within(1e-12));
        assertThat(score.near()).isEqualTo(3.0 / 5);
        assertThat(score.plainError()).isCloseTo(1269.0 / 5, within(1e-12));
        assertThat(score.plainNear()).isEqualTo(1.0 / 5);
        assertThat(score.count()).isEqualTo(5);
    }

    @Test
    void confusionHasTheTruthInItsRows() {
        Confusion confusion = Confusion.of(List.of(
                new Guess("mug", "mug"),
                new Guess("mug", "kettle"),
                new Guess("fan", "kettle"),
                new Guess("mug", "mug")));
        assertThat(confusion.labels()).containsExactly("fan", "kettle", "mug");
        assertThat(confusion.counts()).isDeepEqualTo(new long[][] {{0, 0, 0}, {1, 0, 1}, {0, 0, 2}});
        assertThat(confusion.accuracy()).isEqualTo(0.5);
    }

    private static MaskScore score(double threshold, OptionalInt ignored, int[] predicted, int[] truth) {
        try (Mask guess = mask(predicted);
                Mask fact = mask(truth)) {
            return MaskScore.of(guess, fact, threshold, ignored);
        }
    }

    private static Mask mask(int[] alpha) {
        byte[] bytes = new byte[alpha.length];
        for (int i = 0; i < alpha.length; i++) bytes[i] = (byte) alpha[i];
        return Mask.of(bytes, new PixelSize(alpha.length, 1));
    }
}
