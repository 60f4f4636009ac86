package io.kirinuki.pipeline;

import static io.kirinuki.batch.Interleavings.started;

import io.kirinuki.batch.Asker;
import io.kirinuki.batch.Interleavings;
import io.kirinuki.batch.Shares;
import io.kirinuki.batch.Traffic;
import io.kirinuki.batch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class AdmissionInterleavingTest {
    /** A thread for each task that the search can switch; those of the platform's executors it cannot. */
    private static final class Threads extends AbstractExecutorService {
        private final List<Thread> all = new ArrayList<>();
        private boolean closed;

        @Override
        public synchronized void execute(Runnable task) {
            if (closed) throw new RejectedExecutionException();
            all.add(started(task::run));
        }

        @Override
        public synchronized List<Runnable> shutdownNow() {
            closed = true;
            all.forEach(Thread::interrupt);
            return List.of();
        }

        @Override
        public void shutdown() {
            shutdownNow();
        }

        @Override
        public synchronized boolean isShutdown() {
            return closed;
        }

        @Override
        public boolean isTerminated() {
            return all.stream().noneMatch(Thread::isAlive);
        }

        @Override
        public boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
            for (Thread thread : all) thread.join();
            return true;
        }
    }

    /** Knows how it ended. */
    private record Visitor(CompletableFuture<String> end) implements Admission.Guest {
        @Override
        public Asker asker() {
            return Traffic.LIVE;
        }

        @Override
        public void travel() {
            end("travelled");
        }

        @Override
        public void stop() {
            end("stopped");
        }

        @Override
        public void lose() {
            end("lost");
        }

        private void end(String how) {
            if (!end.complete(how)) throw new AssertionError("ended twice, then as " + how);
        }
    }

    @Test
    void everyGuestEndsOnceHoweverCloseRacesWithSubmit() {
        Interleavings.of(() -> {
            var admission = new Admission(new Budget(1, new Shares(0.2)), new Threads());
            Visitor guest = new Visitor(new CompletableFuture<>());
            Thread submitting = started(() -> admission.submit(guest));
            admission.close();
            submitting.join();
            if (guest.end().join().equals("lost")) throw new AssertionError("lost");
        });
    }

    private static final Quotas ONE_EACH = new Quotas(Map.of(), new Quota(OptionalInt.of(1), OptionalInt.empty()));

    /** Twenty seconds of the build, for lines of which {@link TenantDoorTest} tries what is not left to chance. */
    @Test
    @EnabledIfSystemProperty(
            named = "interleavings",
            matches = "[0-9]+",
            disabledReason = "a longer search is not asked for")
    void everyGuestEndsOnceAndAQuotaIsGivenBackHoweverCloseRacesWithSubmitAndForget() {
        Interleavings.of(() -> {
            var door = new TenantDoor(Weights.EQUAL, ONE_EACH, () -> 0);
            var admission = new Admission(new Budget(2, new Shares(0.2)), new Threads(), Optional.of(door));
            Visitor guest = new Visitor(new CompletableFuture<>());
            Visitor second = new Visitor(new CompletableFuture<>());
            Thread submitting = started(() -> {
                admission.submit(guest);
                admission.submit(second);
                if (admission.forget(second)) second.end("forgotten");
            });
            admission.close();
            submitting.join();
            if (guest.end().join().equals("lost")) throw new AssertionError("lost");
            if (second.end().join().equals("lost")) throw new AssertionError("lost");
            if (!door.standings().isEmpty()) throw new AssertionError("left over: " + door.standings());
        });
    }
}
