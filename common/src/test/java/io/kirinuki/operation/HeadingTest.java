package io.kirinuki.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeadingTest {
    @Test
    void ofOneLookNothingIsKnownOfItsCertainty() {
        assertThat(Heading.of(List.of(190.0)).degrees()).isEqualTo(-170);
        assertThat(Heading.of(List.of(190.0)).uncertainty()).isEmpty();
    }

    @Test
    void looksThatAgreeAreCertain_alsoAcrossTheHalfTurn() {
        Heading heading = Heading.of(List.of(179.0, -179.0, 180.0, 541.0));
        assertThat(heading.degrees()).as("as the first says").isEqualTo(179);
        assertThat(heading.uncertainty().orElseThrow()).isLessThan(0.001);
    }

    @Test
    void oneOfFourThatIsUpsideDownTakesHalfOfTheCertainty() {
        Heading heading = Heading.of(List.of(10.0, 10.0, 190.0, 10.0));
        assertThat(heading.degrees()).isEqualTo(10);
        assertThat(heading.uncertainty().orElseThrow()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void looksThatCancelEachOtherOutKnowNothing() {
        Heading heading = Heading.of(List.of(30.0, 210.0));
        assertThat(heading.degrees()).isEqualTo(30);
        assertThat(heading.uncertainty().orElseThrow()).isCloseTo(1, within(1e-6));
    }

    @Test
    void noTwoLooksAreQuarterTurnsOfEachOther() {
        for (int looks = 2; looks <= 8; looks++) {
            for (int a = 0; a < looks; a++) {
                for (int b = 0; b < a; b++) {
                    double apart = Math.abs(Math.IEEEremainder(Heading.turn(a, looks) - Heading.turn(b, looks), 90));
                    assertThat(apart).as("%d and %d of %d", b, a, looks).isGreaterThan(11);
                }
            }
        }
    }
}
