package io.kirinuki.pipeline;

import static io.kirinuki.batch.Interleavings.started;

import io.kirinuki.batch.Interleavings;
import io.kirinuki.batch.Shares;
import io.kirinuki.batch.Traffic;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BudgetInterleavingTest {
    private static final long TOTAL = 2;

    /** What is held, counted by those who hold. */
    private static final class Held {
        private final Budget budget = new Budget(TOTAL, new Shares(0.2));
        private final AtomicLong amount = new AtomicLong();

        void takeAndGiveBack(long part, Traffic traffic) throws InterruptedException {
            try (var lease = budget.take(part, traffic)) {
                if (amount.addAndGet(part) > TOTAL) throw new AssertionError("more is held than there is");
                amount.addAndGet(-part);
            }
        }

        void isAllThere() throws InterruptedException {
            if (budget.held() != 0) throw new AssertionError(budget.held() + " are lost");
            takeAndGiveBack(TOTAL, Traffic.BACKFILL);
        }
    }

    @Test
    void noMoreIsHeldThanThereIsAndNobodyWaitsForEver() {
        Interleavings.of(() -> {
            Held held = new Held();
            Thread small = started(() -> held.takeAndGiveBack(1, Traffic.LIVE));
            Thread backfill = started(() -> held.takeAndGiveBack(2, Traffic.BACKFILL));
            held.takeAndGiveBack(2, Traffic.LIVE);
            small.join();
            backfill.join();
            held.isAllThere();
        });
    }

    @Test
    void whoGivesUpTakesNothingAlongAndKeepsNobodyWaiting() {
        Interleavings.of(() -> {
            Held held = new Held();
            Thread gaveUp = started(() -> {
                try {
                    held.takeAndGiveBack(2, Traffic.LIVE);
                } catch (InterruptedException interrupted) {
                    // As an image of a revoked task is.
                }
            });
            Thread other = started(() -> held.takeAndGiveBack(1, Traffic.LIVE));
            gaveUp.interrupt();
            held.takeAndGiveBack(1, Traffic.LIVE);
            gaveUp.join();
            other.join();
            held.isAllThere();
        });
    }

    private static ServedModel model(String version) {
        return new ServedModel("one", version, "", null, "", null, null, null);
    }

    @Test
    void aModelIsNotClosedWhileAnImageUsesIt() {
        Interleavings.of(() -> {
            var generations = new Generations(Map.of("one", model("1")));
            AtomicBoolean closed = new AtomicBoolean();
            Thread image = started(() -> {
                try (var lease = generations.lease()) {
                    boolean first = lease.served().get("one").version().equals("1");
                    if (first && closed.get()) throw new AssertionError("closed under an image");
                }
            });
            Optional<Generations.Generation> before = generations.publish(model("2"));
            generations.awaitUnused(before.orElseThrow());
            closed.set(true);
            image.join();
        });
    }
}
