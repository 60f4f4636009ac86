package io.kirinuki.batch;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts inputs through an accelerator in batches, whoever they come from. It is work-conserving: a lane that is free
 * takes all that is ready, up to the largest batch, and never waits while it has something, unless a linger is
 * configured. Live inputs go before backfill, which fills what is left of a batch and has its share of places besides.
 *
 * <p>Threads: any thread may submit, and none is held up; what waits is bounded by the engine's limits in flight. Each
 * lane is one platform thread and alone touches its {@link Accelerator.Lane}; its {@link Heartbeat} tells how it is.
 *
 * <p>Failures: a batch that fails is halved, and an input is {@code Poison} where it fails alone, again and again, while
 * a harmless one does not; else the device is out ({@code DeviceOutage}). Out of memory halves the largest batch
 * until there is memory again, and blames no input. An exception that is none of the accelerator's own costs the inputs
 * that it stands with ({@code Internal}), and never a lane. An input whose deadline passed in line takes no place in a
 * batch. Every future ends, also when the batcher is closed ({@code Stopping}), or when no lane should be left.
 */
public final class Batcher<I, O> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

    private static final Duration BREATH = Duration.ofMillis(10);

    private final Accelerator<I, O> accelerator;
    private final BatcherConfig config;
    private final BatchListener listener;
    private final WaitingLines<Waiting<I, O>> line;
    private final BatchLimit limit;
    private final Soundness soundness;
    private final List<Heartbeat> hearts = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger lanesLeft = new AtomicInteger();
    /** Made beforehand: it is wanted where there may be no memory to make it. */
    private final Outcome<Batched<O>> unspeakable = Outcome.failed(new Failure.Internal("a lane failed; see the log"));
    /** What whoever comes now ends with; null while lanes serve. */
    private volatile Failure over;

    /**
     * Opens all lanes, so that a device that cannot serve them says so now. The accelerator is closed with the batcher;
     * where this throws it stays the caller's.
     */
    public Batcher(Accelerator<I, O> accelerator, BatcherConfig config, BatchListener listener)
            throws AcceleratorException {
        this(accelerator, config, listener, Thread.ofPlatform().daemon(true).factory());
    }

    Batcher(Accelerator<I, O> accelerator, BatcherConfig config, BatchListener listener, ThreadFactory factory)
            throws AcceleratorException {
        this.accelerator = accelerator;
        this.config = config;
        this.listener = listener;
        this.line = new WaitingLines<>(config.shares());
        this.limit = new BatchLimit(accelerator.maxBatch());
        this.soundness = new Soundness(accelerator.name(), System::nanoTime);
        start(openLanes(), factory);
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

    /** A lane is closed by its thread, or here where it gets none. */
    private void start(List<Accelerator.Lane<I, O>> lanes, ThreadFactory factory) throws AcceleratorException {
        lanesLeft.set(lanes.size());
        try {
            for (Accelerator.Lane<I, O> lane : lanes) {
                Heartbeat heart = new Heartbeat("infer-" + accelerator.name() + "-" + threads.size());
                Thread thread = factory.newThread(() -> serve(lane, heart));
                thread.setName(heart.loop());
                thread.start();
                threads.add(thread);
                hearts.add(heart);
            }
        } catch (OutOfMemoryError noThread) {
            stopLanes(new Failure.Stopping());
            lanes.subList(threads.size(), lanes.size()).forEach(Accelerator.Lane::close);
            throw new AcceleratorException("no thread for a lane: " + noThread.getMessage(), true, noThread);
        }
    }

    /** As live, without a deadline. */
    public CompletableFuture<Outcome<Batched<O>>> submit(I input) {
        return submit(input, Urgency.LIVE);
    }

    public CompletableFuture<Outcome<Batched<O>>> submit(I input, Urgency urgency) {
        var waiting = new Waiting<I, O>(input, urgency);
        line.add(urgency.asker(), waiting);
        // The lanes may have emptied the line just before we added to it; then nobody else would end this one.
        Failure end = over;
        if (end != null && line.remove(waiting)) waiting.fail(end);
        return waiting.end();
    }

    /** Inputs that no lane has taken yet. */
    public int waiting() {
        return line.size();
    }

    /** Of those, inputs of that traffic. */
    public int waiting(Traffic traffic) {
        return line.size(traffic);
    }

    /** The most inputs that a run takes for now. */
    public int largest() {
        return limit.now();
    }

    /** What an input ends with that would come now, as the device is out; empty where it may be tried. */
    public Optional<Failure> refusal() {
        return Optional.ofNullable(over).or(soundness::resting);
    }

    /** Empty where the device is sound, as far as is known. */
    public Optional<Outage> outage() {
        return soundness.outage();
    }

    /** One for each lane. */
    public List<Heartbeat> heartbeats() {
        return List.copyOf(hearts);
    }

    private void serve(Accelerator.Lane<I, O> lane, Heartbeat heart) {
        String why = "closed";
        try (lane) {
            var runs = new Bisection<>(accelerator, lane, limit, soundness, listener, heart);
            List<Waiting<I, O>> batch = new ArrayList<>(accelerator.maxBatch());
            while (over == null) {
                serveNext(runs, batch, heart);
                batch.clear();
            }
        } catch (RuntimeException | Error bug) {
            why = String.valueOf(bug);
            throw bug;
        } finally {
            heart.ends(why);
            laneEnded(why);
        }
    }

    private void serveNext(Bisection<I, O> runs, List<Waiting<I, O>> batch, Heartbeat heart) {
        try {
            fill(batch, heart);
            if (!batch.isEmpty()) runs.run(batch);
        } catch (RuntimeException | Error bug) {
            // Whatever the bug is, it may cost these inputs an attempt, but never leaves one without an end.
            for (Waiting<I, O> one : batch) one.end(unspeakable);
            tell(bug);
            if (batch.isEmpty()) LockSupport.parkNanos(BREATH.toNanos()); // or it would go round and round
        }
    }

    private void tell(Throwable bug) {
        try {
            LOG.error("Bug in a lane of {}", accelerator.name(), bug);
        } catch (RuntimeException | Error another) {
            // No memory to tell of want of memory.
        }
    }

    /** Leaves it empty where nobody came for a while, or all who waited had expired. */
    private void fill(List<Waiting<I, O>> batch, Heartbeat heart) {
        try {
            addUnlessExpired(batch, line.poll(Heartbeat.SIGN.toNanos()));
            heart.rests();
            int most = limit.now();
            Waiting<I, O> next;
            while (batch.size() < most && (next = line.poll()) != null) addUnlessExpired(batch, next);
            if (batch.isEmpty()) return;
            long deadline = batch.getFirst().since() + config.linger().toNanos();
            long left;
            while (over == null && batch.size() < most && (left = deadline - System.nanoTime()) > 0) {
                addUnlessExpired(batch, line.poll(Math.min(left, Heartbeat.SIGN.toNanos())));
                heart.rests();
            }
        } catch (InterruptedException closing) {
            // What is to be done now says `over`: an interrupt by anybody else is no reason to end a lane.
        }
        Failure end = over;
        if (end == null) return;
        for (Waiting<I, O> one : batch) one.fail(end);
        batch.clear();
    }

    /** @param waiting null where nobody came */
    private static <I, O> void addUnlessExpired(List<Waiting<I, O>> batch, Waiting<I, O> waiting) {
        if (waiting == null) return;
        batch.add(waiting); // at once: whatever is thrown, those in the batch have an end
        Optional<Failure> expired = waiting.urgency().expired();
        if (expired.isEmpty()) return;
        batch.removeLast();
        waiting.fail(expired.get());
    }

    /** Without a lane nobody would end those who wait, or come. */
    void laneEnded(String why) {
        if (lanesLeft.decrementAndGet() > 0 || over != null) return;
        LOG.error("No lane of {} is left: {}", accelerator.name(), why);
        end(new Failure.DeviceOutage(accelerator.name(), "no lane of it is left: " + why));
    }

    private void end(Failure failure) {
        over = failure; // before emptying the line: see submit
        Waiting<I, O> left;
        while ((left = line.poll()) != null) left.fail(failure);
    }

    /** Lets the runs in progress finish; what still waits ends with {@code Stopping}. Then closes the accelerator. */
    @Override
    public void close() {
        stopLanes(new Failure.Stopping());
        accelerator.close();
    }

    private void stopLanes(Failure failure) {
        over = failure;
        threads.forEach(Thread::interrupt);
        joinLanes();
        end(failure);
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
