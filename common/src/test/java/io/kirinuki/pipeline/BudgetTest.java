package io.kirinuki.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.batch.Shares;
import io.kirinuki.batch.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BudgetTest {
    private final List<String> served = new CopyOnWriteArrayList<>();

    /** Somebody who asks, says so when served, and gives back at once; returns once it waits. */
    private Thread waiting(Budget budget, long amount, Traffic traffic, String name) {
        Thread thread = Thread.ofPlatform().start(() -> {
            try (var lease = budget.take(amount, traffic)) {
                served.add(name);
            } catch (InterruptedException gaveUp) {
                served.add(name + " gave up");
            }
        });
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) thread.join();
    }

    @Test
    void liveIsServedBeforeBackfillThatWaitedLonger() throws Exception {
        Budget budget = new Budget(10, new Shares(0.2));
        List<Thread> threads = new ArrayList<>();
        try (var all = budget.take(10, Traffic.LIVE)) {
            threads.add(waiting(budget, 5, Traffic.BACKFILL, "backfill"));
            threads.add(waiting(budget, 10, Traffic.LIVE, "live"));
        }
        join(threads);
        assertThat(served).containsExactly("live", "backfill");
        assertThat(budget.held()).isZero();
    }

    @Test
    void backfillGetsItsShareWhileLiveNeverStopsWaiting() throws Exception {
        Budget budget = new Budget(1, new Shares(0.25));
        List<Thread> threads = new ArrayList<>();
        try (var all = budget.take(1, Traffic.LIVE)) {
            for (int i = 0; i < 12; i++) threads.add(waiting(budget, 1, Traffic.LIVE, "live"));
            for (int i = 0; i < 12; i++) threads.add(waiting(budget, 1, Traffic.BACKFILL, "backfill"));
        }
        join(threads);
        assertThat(served.subList(0, 12)).filteredOn("backfill"::equals).hasSize(3);
        assertThat(served.subList(0, 3)).containsOnly("live");
    }

    @Test
    void whateverBackfillHoldsAQuarterIsLeftToLive() throws Exception {
        Budget budget = new Budget(100, new Shares(0.2));
        var half = budget.take(50, Traffic.BACKFILL);
        var quarter = budget.take(25, Traffic.BACKFILL);
        Thread third = waiting(budget, 1, Traffic.BACKFILL, "third");
        budget.take(25, Traffic.LIVE).close();
        assertThat(served).isEmpty();
        quarter.close();
        third.join();
        assertThat(served).containsExactly("third");
        half.close();
        assertThat(budget.held()).isZero();
    }

    @Test
    void anAskAboveTheBudgetOrItsPartRunsAloneInsteadOfNever() throws Exception {
        Budget budget = new Budget(100, new Shares(0.2));
        budget.take(90, Traffic.BACKFILL).close();
        budget.take(1000, Traffic.BACKFILL).close();
        var all = budget.take(1000, Traffic.LIVE);
        assertThat(budget.held()).isEqualTo(100);
        all.close();
        all.close();
        assertThat(budget.held()).as("given back once").isZero();
    }

    @Test
    void smallAsksDoNotOvertakeALargeOneForEver() throws Exception {
        Budget budget = new Budget(10, new Shares(0.2));
        List<Thread> threads = new ArrayList<>();
        try (var most = budget.take(6, Traffic.LIVE)) {
            threads.add(waiting(budget, 10, Traffic.LIVE, "large"));
            threads.add(waiting(budget, 1, Traffic.LIVE, "small"));
            threads.add(waiting(budget, 1, Traffic.BACKFILL, "backfill"));
            assertThat(served).isEmpty();
        }
        join(threads);
        assertThat(served.getFirst()).isEqualTo("large");
    }

    @Test
    void whoGivesUpHoldsNobodyUp() throws Exception {
        Budget budget = new Budget(10, new Shares(0.2));
        try (var most = budget.take(6, Traffic.LIVE)) {
            Thread large = waiting(budget, 10, Traffic.LIVE, "large");
            Thread small = waiting(budget, 4, Traffic.LIVE, "small");
            large.interrupt();
            join(List.of(large, small));
        }
        assertThat(served).containsExactlyInAnyOrder("large gave up", "small");
        assertThat(budget.held()).isZero();
    }
}
