package io.kirinuki.pipeline.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.model.Prediction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementTest {
    private static final Bounds BOUNDS = new Bounds(0.9, 5, 0.05);

    private static Opinion alpha(int width, int... values) {
        return new Opinion(new Prediction.Alpha(map(width, values)), List.of());
    }

    private static Pixels map(int width, int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
        return new Pixels(bytes, new PixelSize(width, values.length / width), 1);
    }

    @Test
    void masksAreComparedWhereAlphaIsAtLeastOneHalf() {
        Agreement agreement = Agreement.between(alpha(2, 255, 128, 127, 0), alpha(2, 255, 0, 0, 200));
        assertThat(agreement.measure()).isEqualTo("iou");
        assertThat(agreement.value()).isCloseTo(1.0 / 3, within(1e-9));
        assertThat(agreement.within(BOUNDS)).isFalse();
    }

    @Test
    void twoMasksOfNothingAreTheSame() {
        assertThat(Agreement.between(alpha(2, 0, 9, 0, 0), alpha(2, 0, 0, 0, 0)).value())
                .isEqualTo(1);
    }

    @Test
    void masksOfDifferentSizesAreComparedAtTheSmaller() {
        Opinion small = alpha(2, 255, 0, 0, 255);
        Opinion large = alpha(4, 255, 255, 0, 0, 255, 255, 0, 0, 0, 0, 255, 255, 0, 0, 255, 255);
        assertThat(Agreement.between(small, large).value()).isEqualTo(1);
        assertThat(Agreement.between(large, small).value()).isEqualTo(1);
    }

    @Test
    void whoIsLessCertainIsTold() {
        Agreement agreement = Agreement.between(alpha(2, 255, 255, 0, 0), alpha(2, 140, 140, 90, 90));
        assertThat(agreement.value()).isEqualTo(1);
        assertThat(agreement.lostCertainty().orElseThrow()).isGreaterThan(0.3);
    }

    @Test
    void classesAreComparedByTheirNamesWhateverTheirNumbers() {
        Opinion before = new Opinion(new Prediction.ClassMap(map(2, 0, 1, 2, 2)), List.of("background", "car", "dog"));
        Opinion same = new Opinion(new Prediction.ClassMap(map(2, 0, 2, 1, 1)), List.of("none", "dog", "car"));
        Opinion other = new Opinion(new Prediction.ClassMap(map(2, 0, 2, 1, 3)), List.of("none", "dog", "car", "cat"));
        assertThat(Agreement.between(before, same).value()).isEqualTo(1);
        assertThat(Agreement.between(before, other).value()).isCloseTo(2.0 / 3, within(1e-9));
    }

    @Test
    void ofAClassMapAndAMaskWhatIsNotBackgroundIsCompared() {
        Opinion classes = new Opinion(new Prediction.ClassMap(map(2, 0, 1, 2, 0)), List.of("none", "car", "dog"));
        assertThat(Agreement.between(classes, alpha(2, 0, 255, 255, 0)).value()).isEqualTo(1);
    }

    @Test
    void labelsAreTheLikeliestByName() {
        Opinion before = new Opinion(new Prediction.Probabilities(List.of(0.7f, 0.3f)), List.of("mug", "lamp"));
        Opinion same = new Opinion(new Prediction.Probabilities(List.of(0.1f, 0.9f)), List.of("lamp", "mug"));
        Opinion other = new Opinion(new Prediction.Probabilities(List.of(0.2f, 0.8f)), List.of("mug", "lamp"));
        assertThat(Agreement.between(before, same).within(BOUNDS)).isTrue();
        assertThat(Agreement.between(before, same).lostCertainty().orElseThrow())
                .isCloseTo(-0.2, within(1e-6));
        Agreement changed = Agreement.between(before, other);
        assertThat(changed.within(BOUNDS)).isFalse();
        assertThat(changed.words()).isEqualTo("lamp, which was mug");
    }

    @ParameterizedTest
    @CsvSource({"179, -179, 2, true", "10, 15, 5, true", "10, 15.5, 5.5, false", "0, 180, 180, false"})
    void anglesAreApartByTheShorterWayAround(float before, float now, double apart, boolean agrees) {
        Agreement agreement = Agreement.between(
                new Opinion(new Prediction.Angle(before), List.of()),
                new Opinion(new Prediction.Angle(now), List.of()));
        assertThat(agreement.value()).isCloseTo(apart, within(1e-4));
        assertThat(agreement.within(BOUNDS)).isEqualTo(agrees);
    }
}
