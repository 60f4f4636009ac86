package io.kirinuki.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;

/** Holds predictions of one network against another's. */
final class Agreement {
    private Agreement() {}

    /** Maps differ by a step at most, where a float lies on the edge between two; numbers by what floats lose. */
    static void check(List<Prediction> actual, List<Prediction> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) check(actual.get(i), expected.get(i));
    }

    static void check(Prediction actual, Prediction expected) {
        switch (expected) {
            case Prediction.Alpha alpha -> {
                byte[] there = alpha.map().bytes();
                byte[] here = ((Prediction.Alpha) actual).map().bytes();
                assertThat(((Prediction.Alpha) actual).map().size())
                        .isEqualTo(alpha.map().size());
                int differ = 0;
                for (int p = 0; p < there.length; p++) {
                    int step = Math.abs(Byte.toUnsignedInt(there[p]) - Byte.toUnsignedInt(here[p]));
                    assertThat(step).as("pixel %d", p).isLessThanOrEqualTo(1);
                    differ += step;
                }
                assertThat(differ).isLessThanOrEqualTo(there.length / 50);
            }
            case Prediction.ClassMap classes ->
                assertThat(((Prediction.ClassMap) actual).map().bytes())
                        .isEqualTo(classes.map().bytes());
            case Prediction.Probabilities some -> {
                List<Float> values = ((Prediction.Probabilities) actual).values();
                assertThat(values).hasSameSizeAs(some.values());
                for (int k = 0; k < values.size(); k++) {
                    assertThat(values.get(k)).isCloseTo(some.values().get(k), Offset.offset(1e-5f));
                }
            }
            case Prediction.Angle angle ->
                assertThat(Math.abs(Math.IEEEremainder(((Prediction.Angle) actual).degrees() - angle.degrees(), 360)))
                        .isLessThan(1e-3);
        }
    }
}
