package io.kirinuki.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OccupancyTest {
    private static Stopwatch begun() {
        return new Stopwatch(JourneyTrace.NONE);
    }

    @Test
    void imagesAreCountedWhereTheyAre() throws Exception {
        Stopwatch storing = begun();
        List<Stopwatch> watches = List.of(begun(), begun(), storing);
        Occupancy occupancy = storing.time(Stage.STORE, () -> Occupancy.of(watches, 0, 0, true, 0));
        assertThat(occupancy.inFlight()).isEqualTo(3);
        assertThat(occupancy.in(Stage.FETCH)).as("where each begins").isEqualTo(2);
        assertThat(occupancy.in(Stage.STORE)).isOne();
        Occupancy after = Occupancy.of(watches, 0, 0, true, 0);
        assertThat(after.in(Stage.QUEUE)).as("between stages").isOne();
        assertThat(after.in(Stage.STORE)).isZero();
    }

    @Test
    void whoWaitsForAPermitIsInNoStage() {
        List<Stopwatch> watches = List.of(begun(), begun());
        assertThat(Occupancy.of(watches, 1, 1, true, 0).in(Stage.FETCH)).isOne();
        assertThat(Occupancy.of(watches, 5, 0, true, 0).in(Stage.FETCH)).isZero();
    }
}
