package io.kirinuki.batch;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Puts inputs through an accelerator in batches, whoever they come from. It is work-conserving: a lane that is free
 * takes all that is ready, up to the largest batch, and never waits while it has something, unless a linger is
 * configured. Live inputs go before backfill, which fills what is left of a batch and has its share of places besides.
 *
 * <p>Threads: any thread may submit, and none is held up; what waits is bounded by the engine's limits in flight. Each
 * lane is one platform thread and alone touches its {@link Accelerator.Lane}.
 *
 * <p>Failures: a batch that fails is halved until the inputs that break it stand alone ({@code Poison}), all others
 * succeed. Where a harmless input fails as well the device is to blame ({@code ModelFailed}). Out of memory halves the
 * largest batch for good. An input whose deadline passed in line takes no place in a batch. Every future ends, also when the batcher is closed ({@code Stopping}).
 */
public final class Batcher<I, O> implements AutoCloseable {
    /** An input in line; {@code since} is in nanoseconds. */
    private record Waiting<I, O>(I input, Urgency urgency, long since, CompletableFuture<Outcome<Batched<O>>> end) {}

    private final Accelerator<I, O> accelerator;
    private final BatcherConfig config;
    private final BatchListener listener;
    private final WaitingLines<Waiting<I, O>> line;
    private final AtomicInteger largest;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /**
     * Opens all lanes, so that a device that cannot serve them says so now. The accelerator is closed with the batcher;
     * where this throws it stays the caller's.
     */
    public Batcher(Accelerator<I, O> accelerator, BatcherConfig config, BatchListener listener)
            throws AcceleratorException {
        this.accelerator = accelerator;
        this.config = config;
        this.listener = listener;
        this.line = new WaitingLines<>(config.backfillShare());
        this.largest = new AtomicInteger(accelerator.maxBatch());
        for (Accelerator.Lane<I, O> lane : openLanes()) {
            threads.add(Thread.ofPlatform()
                    .name("infer-" + accelerator.name() + "-" + threads.size())
                    .daemon(true)
                    .unstarted(() -> serve(lane)));
        }
        threads.forEach(Thread::start);
    }

    private List<Accelerator.Lane<I, O>> openLanes() throws AcceleratorException {
        List<Accelerator.Lane<I, O>> lanes = new ArrayList<>();
        try {
            while (lanes.size() < config.lanes()) lanes.add(accelerator.open());
            return lanes;
        } catch (AcceleratorException | RuntimeException | Error e) {
            lanes.forEach(Accelerator.Lane::close);
            throw e;
        }
    }

    /** As live, without a deadline. */
    public CompletableFuture<Outcome<Batched<O>>> submit(I input) {
        return submit(input, Urgency.LIVE);
    }

    public CompletableFuture<Outcome<Batched<O>>> submit(I input, Urgency urgency) {
        var waiting = new Waiting<I, O>(input, urgency, System.nanoTime(), new CompletableFuture<>());
        line.add(urgency.traffic(), waiting);
        // The lanes may have emptied the line just before we added to it; then nobody else would end this one.
        if (stopped && line.remove(waiting)) stop(waiting);
        return waiting.end();
    }

    /** Inputs that no lane has taken yet. */
    public int waiting() {
        return line.size();
    }

    private void serve(Accelerator.Lane<I, O> lane) {
        try (lane) {
            while (!stopped) {
                List<Waiting<I, O>> batch = nextBatch();
                if (!batch.isEmpty()) runAll(lane, batch);
            }
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty where all who waited had expired. */
    private List<Waiting<I, O>> nextBatch() throws InterruptedException {
        List<Waiting<I, O>> batch = new ArrayList<>();
        try {
            addUnlessExpired(batch, line.take());
            int most = largest.get();
            Waiting<I, O> next;
            while (batch.size() < most && (next = line.poll()) != null) addUnlessExpired(batch, next);
            if (batch.isEmpty()) return batch;
            long deadline = batch.getFirst().since() + config.linger().toNanos();
            while (batch.size() < most && (next = line.poll(deadline - System.nanoTime())) != null) {
                addUnlessExpired(batch, next);
            }
            return batch;
        } catch (InterruptedException shutdown) {
            batch.forEach(Batcher::stop);
            throw shutdown;
        }
    }

    private static <I, O> void addUnlessExpired(List<Waiting<I, O>> batch, Waiting<I, O> waiting) {
        Optional<Failure> expired = waiting.urgency().expired();
        if (expired.isEmpty()) batch.add(waiting);
        else waiting.end().complete(Outcome.failed(expired.get()));
    }

    private static <I, O> void stop(Waiting<I, O> waiting) {
        waiting.end().complete(Outcome.failed(new Failure.Stopping()));
    }

    private void runAll(Accelerator.Lane<I, O> lane, List<Waiting<I, O>> batch) {
        List<Broken<I, O>> broken = new ArrayList<>();
        try {
            run(lane, batch, broken);
            if (!broken.isEmpty()) blame(lane, broken);
        } catch (RuntimeException | Error bug) {
            // Whatever the bug is, it may cost these inputs an attempt, but never leaves one without an end.
            Outcome<Batched<O>> failed = Outcome.failed(new Failure.Internal(bug.toString()));
            batch.forEach(waiting -> waiting.end().complete(failed));
        }
    }

    /** An input that failed alone. */
    private record Broken<I, O>(Waiting<I, O> waiting, AcceleratorException why) {}

    private void run(Accelerator.Lane<I, O> lane, List<Waiting<I, O>> batch, List<Broken<I, O>> broken) {
        long start = System.nanoTime();
        try {
            List<O> outputs = lane.run(batch.stream().map(Waiting::input).toList());
            Duration ran = Duration.ofNanos(System.nanoTime() - start);
            listener.batchRan(accelerator.name(), batch.size(), accelerator.maxBatch(), ran);
            for (int i = 0; i < batch.size(); i++) {
                Waiting<I, O> waiting = batch.get(i);
                Duration queued = Duration.ofNanos(start - waiting.since());
                waiting.end().complete(Outcome.done(new Batched<>(outputs.get(i), batch.size(), queued, ran)));
            }
        } catch (AcceleratorException e) {
            if (batch.size() == 1) {
                broken.add(new Broken<>(batch.getFirst(), e));
                return;
            }
            int half = batch.size() / 2;
            if (e.outOfMemory()) largest.accumulateAndGet(half, Math::min);
            run(lane, batch.subList(0, half), broken);
            run(lane, batch.subList(half, batch.size()), broken);
        }
    }

    private void blame(Accelerator.Lane<I, O> lane, List<Broken<I, O>> broken) {
        boolean sound = harmlessPasses(lane);
        for (Broken<I, O> one : broken) {
            String why = one.why().getMessage();
            one.waiting()
                    .end()
                    .complete(Outcome.failed(
                            sound
                                    ? new Failure.Poison(accelerator.name(), why)
                                    : new Failure.ModelFailed(accelerator.name(), why)));
        }
    }

    private boolean harmlessPasses(Accelerator.Lane<I, O> lane) {
        try {
            lane.run(List.of(accelerator.harmless()));
            return true;
        } catch (AcceleratorException e) {
            return false;
        }
    }

    /** Lets the runs in progress finish; what still waits ends with {@code Stopping}. Then closes the accelerator. */
    @Override
    public void close() {
        stopped = true; // before emptying the line: see submit
        threads.forEach(Thread::interrupt);
        joinLanes();
        Waiting<I, O> left;
        while ((left = line.poll()) != null) stop(left);
        accelerator.close();
    }

    /** Interrupted, it still waits: native code that is freed under a run takes the process with it. */
    private void joinLanes() {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
