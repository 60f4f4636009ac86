package io.kirinuki.pipeline.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.ObjectRef;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When there is a verdict, and which; and who takes part. */
class TallyTest {
    private static final TrialTerms TERMS =
            new TrialTerms(TrialTerms.Mode.CANARY, 0.1, 10, 0.8, new Bounds(0.9, 5, 0.05), Path.of("memory"));
    private static final Agreement SAME = new Agreement.Maps(0.95, 0.1, 0.1);
    private static final Agreement OTHER = new Agreement.Maps(0.5, 0.1, 0.1);

    private final Tally tally = new Tally(TERMS);
    private int images;

    private Optional<TrialEnd> add(Agreement agreement) {
        return tally.add(image(images++), agreement);
    }

    private static ImageSource image(int number) {
        return ObjectRef.of("photos", "photo-" + number);
    }

    @Test
    void aVersionThatAgreesIsPromotedAtTheLastImageAndNotBefore() {
        for (int i = 0; i < 7; i++) assertThat(add(SAME)).isEmpty();
        for (int i = 0; i < 2; i++) assertThat(add(OTHER)).isEmpty();
        assertThat(add(SAME)).get().isInstanceOf(TrialEnd.Promoted.class);
    }

    @Test
    void oneThatDisagreesIsRolledBackAsSoonAsTooManyDo() {
        add(SAME);
        add(OTHER);
        add(new Agreement.Maps(0.2, 0, 0));
        assertThat(add(OTHER))
                .get()
                .isInstanceOf(TrialEnd.RolledBack.class)
                .satisfies(end -> assertThat(end.why())
                        .isEqualTo("3 of 4 images disagree, where 2 of 10 may; furthest is %s: IoU 0.200"
                                .formatted(image(2))));
    }

    @Test
    void anImageItHasNoAnswerForDisagrees() {
        tally.failed(image(0), "Poison", Optional.empty());
        tally.failed(image(1), "Poison", Optional.empty());
        assertThat(tally.failed(image(2), "Poison", Optional.empty())).get().isInstanceOf(TrialEnd.RolledBack.class);
        TrialStanding standing = tally.standing("subject", "1", "2");
        assertThat(standing.failed()).isEqualTo(3);
        assertThat(standing.disagreed()).isEqualTo(3);
    }

    @Test
    void anImageThatWasComparedAndFailsAfterwardsCountsOnce() {
        add(SAME);
        add(OTHER);
        tally.failed(image(0), "TooRagged", Optional.of(SAME));
        tally.failed(image(1), "TooRagged", Optional.of(OTHER));
        TrialStanding standing = tally.standing("subject", "1", "2");
        assertThat(standing.compared()).isEqualTo(2);
        assertThat(standing.disagreed()).isEqualTo(2);
        assertThat(standing.failed()).isEqualTo(2);
    }

    @Test
    void oneThatAgreesAndIsLessCertainIsRolledBack() {
        Optional<TrialEnd> end = Optional.empty();
        for (int i = 0; i < 10; i++) end = add(new Agreement.Maps(1, 0.1, 0.16));
        assertThat(end)
                .get()
                .isInstanceOf(TrialEnd.RolledBack.class)
                .satisfies(how -> assertThat(how.why()).contains("uncertainty is greater by 0.060", "0.050"));
    }

    @Test
    void whatWasNotComparedBringsNoVerdict() {
        for (int i = 0; i < 100; i++) tally.dropped();
        assertThat(tally.standing("subject", "1", "2").compared()).isZero();
        assertThat(tally.standing("subject", "1", "2").words())
                .isEqualTo("canary beside 1, 10.0 % of images: 0 of 10 compared, 0 disagree, 100 not compared");
    }

    @Test
    void theShareThatTakesPartIsOfAllImagesAndIsInALargerShareToo() {
        Choice small = new Choice("subject", "2", 0.1);
        Choice large = new Choice("subject", "2", 0.3);
        int taken = 0;
        for (int i = 0; i < 10_000; i++) {
            if (!small.takes(image(i))) continue;
            taken++;
            assertThat(large.takes(image(i))).isTrue();
        }
        assertThat(taken / 10_000.0).isCloseTo(0.1, within(0.01));
    }

    /** Workers of an earlier program chose so; a change would have images change their version in the midst of a trial. */
    @Test
    void theChoiceIsTheSameForEver() {
        StringBuilder chosen = new StringBuilder();
        Choice choice = new Choice("subject", "2", 0.5);
        for (int i = 0; i < 24; i++) chosen.append(choice.takes(image(i)) ? 'x' : '.');
        assertThat(chosen).hasToString("...x.x......xx...x.xxx..");
    }

    @Test
    void anotherVersionHasOtherImages() {
        int both = 0;
        for (int i = 0; i < 10_000; i++) {
            if (new Choice("subject", "2", 0.1).takes(image(i)) && new Choice("subject", "3", 0.1).takes(image(i))) {
                both++;
            }
        }
        assertThat(both / 10_000.0).isCloseTo(0.01, within(0.005));
    }
}
