package io.kirinuki.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What docs/kubernetes.md says of the day that it shows. */
class DayTest {
    @Test
    void workersThatComeAndGoCostLessThanThoseThatStay() {
        int[] arrivals = Day.arrivals(20261128);
        Day.Outcome scaled = Day.scaled(arrivals, 10, 16);
        Day.Outcome four = Day.fixed(arrivals, 10, 4);
        assertThat(scaled.p50()).isLessThan(Day.TARGET);
        assertThat(scaled.worst()).isLessThan(Day.TARGET * 3 / 2).isLessThan(four.worst());
        assertThat(scaled.podHours()).isLessThan(four.podHours() * 2 / 3);
    }
}
