package io.kirinuki.evaluation.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.evaluation.change.Distribution.Bin;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Expected figures are worked out by hand. */
class DistributionTest {
    @Test
    void eachFigureIsInTheBinThatItReaches() {
        double[] figures = {1, 0.999, 0.99, 0.9899, 0.95, 0.9, 0.8, 0.7999, 0.5, 0.4999, 0};
        Distribution spread = Distribution.of(figures, 0).orElseThrow();
        assertThat(spread.bins()).extracting(Bin::count).containsExactly(1L, 2L, 2L, 1L, 1L, 2L, 2L);
        assertThat(spread.bins().get(1).share()).isEqualTo(2.0 / 11);
    }

    @Test
    void onesCountLikeAnyFigure() {
        Distribution spread = Distribution.of(new double[] {0.5, 0.1}, 2).orElseThrow();
        assertThat(spread.count()).isEqualTo(4);
        assertThat(spread.mean()).isCloseTo(0.65, within(1e-12));
        assertThat(spread.median()).isEqualTo(0.75);
        assertThat(spread.least()).isEqualTo(0.1);
        assertThat(spread.bins().getFirst().count()).isEqualTo(2);
        assertThat(Distribution.of(new double[0], 3).orElseThrow().least()).isEqualTo(1);
    }

    @Test
    void percentilesAreFiguresThatThereAre() {
        double[] hundred = IntStream.rangeClosed(1, 100)
                .mapToDouble(i -> (101 - i) / 100.0)
                .toArray();
        Distribution spread = Distribution.of(hundred, 0).orElseThrow();
        assertThat(spread.fifth()).isEqualTo(0.05);
        assertThat(spread.median()).isCloseTo(0.505, within(1e-12));
        assertThat(Distribution.of(new double[] {0.3, 0.2, 0.4}, 0).orElseThrow())
                .returns(0.3, Distribution::median)
                .returns(0.2, Distribution::fifth);
    }

    @Test
    void ofNothingThereIsNone() {
        assertThat(Distribution.of(new double[0], 0)).isEmpty();
    }
}
