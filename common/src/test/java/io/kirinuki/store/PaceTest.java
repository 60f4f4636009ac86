package io.kirinuki.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PaceTest {
    private static final Duration NOW = Duration.ZERO;

    private final Pace pace = new Pace();

    private List<Long> enter(int calls) throws InterruptedException {
        List<Long> entered = new ArrayList<>();
        for (int i = 0; i < calls; i++) entered.add(pace.enter(NOW));
        return entered;
    }

    @Test
    void thereIsNoLimitUntilTheStoreComplains() throws Exception {
        assertThat(enter(1_000)).doesNotContain(0L);
        assertThat(pace.slowed()).isFalse();
    }

    @Test
    void aComplaintHalvesTheCallsUnderWayAndThoseOfBeforeDoNotHalveThemAgain() throws Exception {
        List<Long> calls = enter(16);
        for (long call : calls) pace.leave(call, true);
        assertThat(pace.slowed()).isTrue();
        assertThat(enter(8)).doesNotContain(0L);
        assertThat(pace.enter(NOW)).as("the ninth").isZero();
    }

    @Test
    void aNewComplaintHalvesThemAgainDownToOne() throws Exception {
        for (long call : enter(4)) pace.leave(call, true);
        for (int i = 0; i < 10; i++) pace.leave(pace.enter(NOW), true);
        assertThat(pace.enter(NOW)).isPositive();
        assertThat(pace.enter(NOW)).isZero();
    }

    @Test
    void eachRoundThatGoesThroughGivesRoomForOneMore() throws Exception {
        for (long call : enter(8)) pace.leave(call, true); // to 4
        for (long call : enter(4)) pace.leave(call, false);
        List<Long> four = enter(4);
        assertThat(four).doesNotContain(0L);
        assertThat(pace.enter(NOW)).as("one round, and just below 5").isZero();
        for (long call : four) pace.leave(call, false);
        assertThat(enter(5)).doesNotContain(0L);
        assertThat(pace.enter(NOW)).isZero();
    }

    @Test
    void theLimitGoesOnceItIsWide() throws Exception {
        for (long call : enter(2)) pace.leave(call, true);
        for (int i = 0; i < 40_000; i++) pace.leave(pace.enter(NOW), false);
        assertThat(pace.slowed()).isFalse();
        assertThat(enter(1_000)).doesNotContain(0L);
    }

    @Test
    void whoWaitsGoesOnWhenAnotherLeaves() throws Exception {
        pace.leave(pace.enter(NOW), true);
        long only = pace.enter(NOW);
        AtomicLong second = new AtomicLong();
        Thread waiting = Thread.ofPlatform().start(() -> {
            try {
                second.set(pace.enter(Duration.ofMinutes(1)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        pace.leave(only, false);
        waiting.join();
        assertThat(second).hasPositiveValue();
    }

    @Test
    void pausesGrowAndAreLeftToChanceByHalf() {
        for (int refusals = 1; refusals < 20; refusals++) {
            long longest = 100L << Math.min(refusals - 1, 6);
            for (int i = 0; i < 100; i++) {
                assertThat(Pace.pause(refusals)).isBetween(Duration.ofMillis(longest / 2), Duration.ofMillis(longest));
            }
        }
    }
}
