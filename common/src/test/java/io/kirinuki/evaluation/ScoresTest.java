package io.kirinuki.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.evaluation.AngleScore.Turn;
import io.kirinuki.evaluation.Confusion.Guess;
import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import java.util.Arrays;
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
    void outlinesAreHeldAgainstEachOtherWithinReach() {
        // squares of 4 x 4 in 12 x 8, one of them 2 to the right: 12 pixels on each outline
        byte[] square = square(2, 2);
        byte[] moved = square(4, 2);
        assertThat(outline(square, square, NONE, 0)).isEqualTo(1);
        assertThat(outline(moved, square, NONE, 2)).isEqualTo(1);
        // without reach only the two in the rows above and below that both have are the same: 4 of 12
        assertThat(outline(moved, square, NONE, 0)).isCloseTo(4.0 / 12, within(1e-12));
        // one to the right: all but the far side's four are within one pixel of some other one, and those are as well
        assertThat(outline(square(3, 2), square, NONE, 1)).isEqualTo(1);
        assertThat(outline(square(8, 2), square, NONE, 2)).isZero();
    }

    @Test
    void outlineThatIsMissingIsNotNear() {
        byte[] none = new byte[96];
        assertThat(outline(none, square(2, 2), NONE, 2)).isZero();
        assertThat(outline(square(2, 2), none, NONE, 2)).isZero();
        assertThat(outline(none, none, NONE, 2)).isEqualTo(1);
        // all of it is subject: its edges are the picture's
        byte[] all = new byte[96];
        Arrays.fill(all, (byte) 255);
        assertThat(outline(all, all, NONE, 2)).isEqualTo(1);
    }

    @Test
    void outlineTowardsWhatNobodyKnowsCountsForNothing() {
        byte[] truth = square(2, 2);
        for (int y = 0; y < 8; y++) truth[12 * y + 6] = (byte) 128; // right of the square
        byte[] wider = square(2, 2);
        for (int y = 2; y < 6; y++) wider[12 * y + 6] = (byte) 255;
        assertThat(outline(wider, truth, OptionalInt.of(128), 0)).isEqualTo(1);
    }

    /** 4 x 4 in 12 x 8. */
    private static byte[] square(int left, int top) {
        byte[] alpha = new byte[96];
        for (int y = top; y < top + 4; y++) Arrays.fill(alpha, 12 * y + left, 12 * y + left + 4, (byte) 255);
        return alpha;
    }

    private static double outline(byte[] predicted, byte[] truth, OptionalInt ignored, int reach) {
        try (Mask one = Mask.of(predicted, new PixelSize(12, 8));
                Mask other = Mask.of(truth, new PixelSize(12, 8))) {
            return OutlineScore.of(one, other, 0.5, ignored, reach);
        }
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
