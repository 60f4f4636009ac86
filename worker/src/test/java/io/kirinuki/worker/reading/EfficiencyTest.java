package io.kirinuki.worker.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EfficiencyTest {
    private final RunTimes times = new RunTimes();
    private final Efficiency efficiency = new Efficiency();

    private void run(int size, int millis, int often) {
        for (int i = 0; i < often; i++) times.ran("subject", size, Duration.ofMillis(millis));
    }

    @Test
    void theBestSizeIsWhatTheModelCouldDo() {
        run(1, 10, 5);
        run(8, 40, 5);
        run(16, 100, 5);
        assertThat(times.perLane("subject"))
                .hasValueSatisfying(rate -> assertThat(rate).isEqualTo(200, within(1e-6)));
        assertThat(times.images()).containsExactly(Map.entry("subject", 125L));
    }

    @Test
    void aSizeIsBelievedOnceItRanAFewTimes() {
        run(8, 40, 2);
        assertThat(times.perLane("subject")).isEmpty();
        assertThat(times.perLane("another")).isEmpty();
    }

    @Test
    void aDeviceThatBecomesSlowerIsFoundOut() {
        run(8, 40, 10);
        run(8, 80, 60);
        assertThat(times.perLane("subject"))
                .hasValueSatisfying(rate -> assertThat(rate).isEqualTo(100, within(0.5)));
    }

    @Test
    void whatWasDoneIsHeldAgainstWhatCouldBe() {
        efficiency.look(0, Map.of("subject", 0L), Map.of("subject", 100.0));
        efficiency.look(10, Map.of("subject", 250L, "car", 100L), Map.of("subject", 100.0, "car", 40.0));
        assertThat(efficiency.ratio()).isEqualTo(0.5, within(1e-9));
    }

    @Test
    void onlyTheLastMinuteCounts() {
        Map<String, Double> alone = Map.of("subject", 100.0);
        for (int second = 0; second <= 600; second += 5) {
            efficiency.look(second, Map.of("subject", second < 300 ? 100L * second : 30_000L), alone);
        }
        assertThat(efficiency.ratio()).isZero();
    }

    @Test
    void aModelThatWasNotMeasuredCountsNothing() {
        efficiency.look(0, Map.of(), Map.of());
        efficiency.look(5, Map.of("subject", 3L), Map.of());
        assertThat(efficiency.ratio()).isZero();
    }
}
