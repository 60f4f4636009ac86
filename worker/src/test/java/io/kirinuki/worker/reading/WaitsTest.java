package io.kirinuki.worker.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.pipeline.Occupancy;
import io.kirinuki.pipeline.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaitsTest {
    private static final Owed SOME = new Owed(0, 20, 0);

    private final Waits waits = new Waits();

    private void expect(Map<Share, Double> seconds) {
        for (Share share : Share.values()) {
            assertThat(waits.seconds().get(share))
                    .as(share.spelled())
                    .isEqualTo(seconds.getOrDefault(share, 0.0), within(1e-9));
        }
    }

    private static Occupancy full(Map<Stage, Integer> images) {
        return new Occupancy(
                images, images.values().stream().mapToInt(Integer::intValue).sum(), true, 0);
    }

    private static Occupancy some(int inFlight) {
        return new Occupancy(Map.of(Stage.FETCH, inFlight), inFlight, false, 0);
    }

    @Test
    void lanesThatRunAreBusy() {
        waits.look(2, 2, 2, full(Map.of(Stage.STORE, 3)), SOME);
        expect(Map.of(Share.BUSY, 2.0));
    }

    /** As while a model is swapped. */
    @Test
    void oldLanesBesideNewOnesMakeNoMoreThanAllOfTheTime() {
        waits.look(1, 2, 3, full(Map.of(Stage.STORE, 3)), SOME);
        expect(Map.of(Share.BUSY, 1.0));
    }

    @Test
    void whereNoImageCouldBeginThoseInFlightSayWhatIsWaitedFor() {
        waits.look(2, 2, 1, full(Map.of(Stage.FETCH, 6, Stage.STORE, 2, Stage.QUEUE, 8)), SOME);
        expect(Map.of(Share.BUSY, 1.0, Share.FETCH, 0.75, Share.STORE, 0.25));
    }

    @Test
    void whereAllAreInRunsOfOtherLanesItIsTheBatchThatIsWaitedFor() {
        waits.look(1, 4, 1, full(Map.of(Stage.QUEUE, 16)), SOME);
        expect(Map.of(Share.BUSY, 0.25, Share.BATCH, 0.75));
    }

    @Test
    void whoeverAQuotaKeepsBackIsNoWantOfRequests() {
        waits.look(1, 1, 0, new Occupancy(Map.of(Stage.FETCH, 1), 1, false, 4), SOME);
        waits.look(1, 1, 0, new Occupancy(Map.of(Stage.FETCH, 9), 9, true, 4), SOME);
        expect(Map.of(Share.QUOTA, 1.0, Share.FETCH, 1.0));
    }

    @Test
    void roomForMoreImagesIsWantOfRequests() {
        waits.look(1, 1, 0, some(3), SOME);
        expect(Map.of(Share.REQUESTS, 1.0));
    }

    @Test
    void whatIsUnreadIsOnItsWay() {
        waits.look(1, 1, 0, some(0), new Owed(5, 0, 0));
        expect(Map.of(Share.REQUESTS, 1.0));
    }

    @Test
    void anOutageIsTold() {
        waits.look(1, 1, 0, some(1), new Owed(0, 20, 19));
        expect(Map.of(Share.RETRY, 1.0));
    }

    @Test
    void aFewRetriesBesideWorkAreNotTheReason() {
        waits.look(1, 1, 0, some(3), new Owed(0, 5, 2));
        expect(Map.of(Share.REQUESTS, 1.0));
    }

    @Test
    void whereNothingIsOwedNothingIsWaitedFor() {
        waits.look(1, 1, 0, some(0), new Owed(0, 0, 0));
        expect(Map.of(Share.NOTHING, 1.0));
    }

    @Test
    void aWorkerWithoutModelsIsNeverBusy() {
        waits.look(1, 0, 0, some(0), new Owed(0, 0, 0));
        expect(Map.of(Share.NOTHING, 1.0));
    }
}
