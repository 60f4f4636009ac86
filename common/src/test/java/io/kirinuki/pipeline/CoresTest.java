package io.kirinuki.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kirinuki.batch.Traffic;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CoresTest {
    private final Cores cores = new Cores(1);
    private final List<String> ran = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        cores.close();
    }

    /** Returns once it waits for a core, or for its work on one. */
    private Thread asking(Traffic traffic, String name, CountDownLatch gate) {
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                cores.run(
                        () -> {
                            gate.await();
                            return ran.add(name);
                        },
                        traffic);
            } catch (FailedException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    @Test
    void aFreeCoreTakesLiveWorkFirstAndBackfillsShare() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        threads.add(asking(Traffic.BACKFILL, "running", gate));
        for (int i = 0; i < 3; i++) threads.add(asking(Traffic.BACKFILL, "backfill", gate));
        for (int i = 0; i < 5; i++) threads.add(asking(Traffic.LIVE, "live", gate));
        gate.countDown();
        for (Thread thread : threads) thread.join();
        assertThat(ran)
                .containsExactly("running", "live", "live", "live", "live", "backfill", "live", "backfill", "backfill");
    }

    @Test
    void whatFailsFailsForItsCaller() {
        Failure failure = new Failure.Undecodable("torn");
        assertThatThrownBy(() -> cores.run(
                        () -> {
                            throw new FailedException(failure);
                        },
                        Traffic.LIVE))
                .isInstanceOfSatisfying(
                        FailedException.class, e -> assertThat(e.failure()).isEqualTo(failure));
        assertThatThrownBy(() -> cores.run(
                        () -> {
                            throw new IllegalStateException("bug");
                        },
                        Traffic.BACKFILL))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closedItTakesNothing() {
        cores.close();
        assertThatThrownBy(() -> cores.run(() -> 1, Traffic.LIVE)).isInstanceOf(RejectedExecutionException.class);
    }
}
