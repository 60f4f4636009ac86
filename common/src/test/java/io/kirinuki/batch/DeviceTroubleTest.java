package io.kirinuki.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that hiccups, runs out of memory, or is gone costs nobody a verdict; an input that breaks it has one. */
@Timeout(60)
class DeviceTroubleTest {
    private static final int HARMLESS = 0;
    private static final int POISON = 13;
    private static final int MOST = 8;

    /** What a run does beside giving its inputs negated. */
    private interface Run {
        /** @param number of this run, from 1 on */
        void refuse(int number, List<Integer> inputs) throws AcceleratorException;
    }

    private static final class Troubled implements Accelerator<Integer, Integer> {
        final AtomicInteger runs = new AtomicInteger();
        final AtomicInteger openLanes = new AtomicInteger();
        final List<Integer> sizes = new CopyOnWriteArrayList<>();
        private final Run run;

        Troubled(Run run) {
            this.run = run;
        }

        @Override
        public String name() {
            return "troubled";
        }

        @Override
        public int maxBatch() {
            return MOST;
        }

        @Override
        public Integer harmless() {
            return HARMLESS;
        }

        @Override
        public Lane<Integer, Integer> open() {
            openLanes.incrementAndGet();
            return new Lane<>() {
                @Override
                public List<Integer> run(List<Integer> inputs) throws AcceleratorException {
                    run.refuse(runs.incrementAndGet(), inputs);
                    if (!inputs.contains(HARMLESS)) sizes.add(inputs.size());
                    return inputs.stream().map(n -> -n).toList();
                }

                @Override
                public void close() {
                    openLanes.decrementAndGet();
                }
            };
        }

        @Override
        public void close() {
            assertThat(openLanes).hasValue(0);
        }
    }

    private static final BatchListener NONE = (name, size, capacity, ran) -> {};
    private static final BatcherConfig ONE_LANE = new BatcherConfig(1, Duration.ZERO);

    private Batcher<Integer, Integer> batcher;

    private Troubled serve(Run run) throws AcceleratorException {
        Troubled device = new Troubled(run);
        batcher = new Batcher<>(device, ONE_LANE, NONE);
        return device;
    }

    @AfterEach
    void close() {
        if (batcher != null) batcher.close();
    }

    private static AcceleratorException refused() {
        return new AcceleratorException("refused", false, null);
    }

    private static AcceleratorException outOfMemory() {
        return new AcceleratorException("out of memory", true, null);
    }

    /** One after the other: each in a batch of its own. */
    private Outcome<Batched<Integer>> alone(int input) {
        return batcher.submit(input).join();
    }

    private List<Outcome<Batched<Integer>>> together(int... inputs) {
        List<CompletableFuture<Outcome<Batched<Integer>>>> ends = new ArrayList<>();
        for (int input : inputs) ends.add(batcher.submit(input));
        return ends.stream().map(CompletableFuture::join).toList();
    }

    private static void assertDone(Outcome<Batched<Integer>> end, int input) {
        if (end instanceof Outcome.Done<Batched<Integer>>(var batched))
            assertThat(batched.output()).isEqualTo(-input);
        else throw new AssertionError(input + ": " + end);
    }

    private static void assertFailed(Outcome<Batched<Integer>> end, Class<? extends Failure> with) {
        if (end instanceof Outcome.Failed<Batched<Integer>>(Failure failure))
            assertThat(failure).isInstanceOf(with);
        else throw new AssertionError(end);
    }

    @Test
    void aHiccupAtABatchOfOneMakesNoPoison() throws Exception {
        Troubled device = serve((number, inputs) -> {
            if (number == 1) throw refused();
        });
        assertDone(alone(5), 5);
        assertThat(device.runs).as("once, the harmless one, once more").hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void hiccupsNowAndThenCostNobodyAnything(long seed) throws Exception {
        Random random = new Random(seed);
        int[] next = {1};
        serve((number, inputs) -> {
            if (inputs.contains(POISON)) throw refused();
            if (number < next[0]) return;
            next[0] = number + 3 + random.nextInt(5);
            throw refused();
        });
        for (int round = 0; round < 40; round++) {
            int[] inputs = random.ints(1 + random.nextInt(20), 1, 20).toArray();
            List<Outcome<Batched<Integer>>> ends = together(inputs);
            for (int i = 0; i < inputs.length; i++) {
                if (inputs[i] == POISON) assertFailed(ends.get(i), Failure.Poison.class);
                else assertDone(ends.get(i), inputs[i]);
            }
        }
    }

    /** The harmless input goes well each time, for it comes between. */
    @Test
    void aDeviceThatFailsEveryOtherRunBuriesNobodyForIt() throws Exception {
        serve((number, inputs) -> {
            if (number % 2 == 0) throw refused();
        });
        for (int i = 1; i < 12; i++) {
            if (alone(i) instanceof Outcome.Failed<Batched<Integer>>(Failure failure)) {
                assertThat(failure).isInstanceOf(Failure.DeviceOutage.class);
            }
        }
    }

    @Test
    void wantOfMemoryIsNeverAnInputsFault() throws Exception {
        serve((number, inputs) -> {
            if (inputs.contains(POISON)) throw outOfMemory();
        });
        assertFailed(alone(POISON), Failure.ModelFailed.class);
        List<Outcome<Batched<Integer>>> ends = together(1, 2, POISON, 4);
        assertFailed(ends.get(2), Failure.ModelFailed.class);
        for (int i : new int[] {1, 2, 4}) assertDone(ends.get(i - 1), i);
    }

    /** Neither where a run failed otherwise at first. */
    @Test
    void wantOfMemoryAmongOtherFailuresExcusesAsWell() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        serve((number, inputs) -> {
            if (!inputs.contains(POISON)) return;
            if (runs.incrementAndGet() == 2) throw outOfMemory();
            throw refused();
        });
        assertFailed(alone(POISON), Failure.ModelFailed.class);
    }

    /** The host's memory, as that of direct buffers. */
    @Test
    void anErrorOfJavaForWantOfMemoryHalvesAsTheDevicesDoes() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Troubled device = serve((number, inputs) -> {
            if (inputs.contains(1)) awaitUninterruptibly(gate);
            if (inputs.size() > 2) throw new OutOfMemoryError("Cannot reserve direct buffer memory");
        });
        var first = batcher.submit(1);
        List<CompletableFuture<Outcome<Batched<Integer>>>> ends = new ArrayList<>();
        for (int i = 2; i < 10; i++) ends.add(batcher.submit(i));
        gate.countDown();
        assertDone(first.join(), 1);
        for (int i = 2; i < 10; i++) assertDone(ends.get(i - 2).join(), i);
        assertThat(batcher.largest()).isEqualTo(2);
        assertThat(device.sizes).allMatch(size -> size <= 2);
    }

    private static void awaitUninterruptibly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void batchesShrinkAndGrowWithTheMemoryThereIs(long seed) throws Exception {
        Random random = new Random(seed);
        AtomicInteger memory = new AtomicInteger(MOST);
        Troubled device = serve((number, inputs) -> {
            if (inputs.size() > memory.get()) throw outOfMemory();
        });
        for (int phase = 0; phase < 12; phase++) {
            memory.set(1 + random.nextInt(MOST));
            runMany();
        }
        memory.set(MOST);
        for (int i = 0; i < 40 && batcher.largest() < MOST; i++) runMany();
        assertThat(batcher.largest()).isEqualTo(MOST);
        device.sizes.clear();
        runMany();
        assertThat(device.sizes).contains(MOST);
    }

    private void runMany() {
        int[] inputs = new int[600];
        for (int i = 0; i < inputs.length; i++) inputs[i] = 1 + i;
        List<Outcome<Batched<Integer>>> ends = together(inputs);
        for (int i = 0; i < inputs.length; i++) assertDone(ends.get(i), inputs[i]);
    }

    @Test
    void aDeviceThatIsGoneIsNotAskedOverAndOver() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Troubled device = serve((number, inputs) -> {
            awaitUninterruptibly(gate);
            throw refused();
        });
        var ends = new ArrayList<CompletableFuture<Outcome<Batched<Integer>>>>();
        for (int i = 1; i <= 9; i++) ends.add(batcher.submit(i));
        gate.countDown();
        for (var end : ends) assertFailed(end.join(), Failure.DeviceOutage.class);
        assertThat(device.runs.get())
                .as("9 inputs, halved, and two harmless ones")
                .isLessThanOrEqualTo(2 * 9 + 2);
        assertThat(batcher.outage()).isPresent();
        assertThat(batcher.refusal())
                .hasValueSatisfying(
                        failure -> assertThat(failure.message()).contains("its device is out, waiting for it"));
    }

    @Test
    void aDeviceThatIsBackServesAllAgain() throws Exception {
        AtomicBoolean gone = new AtomicBoolean(true);
        serve((number, inputs) -> {
            if (gone.get()) throw refused();
        });
        assertFailed(alone(1), Failure.DeviceOutage.class);
        gone.set(false);
        await().untilAsserted(() -> assertDone(alone(1), 1));
        assertThat(batcher.outage()).isEmpty();
        assertThat(batcher.refusal()).isEmpty();
    }

    @Test
    void aBugCostsTheInputThatItComesWith() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        serve((number, inputs) -> {
            awaitUninterruptibly(gate);
            if (inputs.contains(POISON)) throw new StackOverflowError();
        });
        var ends = new ArrayList<CompletableFuture<Outcome<Batched<Integer>>>>();
        for (int i = 10; i < 20; i++) ends.add(batcher.submit(i));
        gate.countDown();
        for (int i = 10; i < 20; i++) {
            var end = ends.get(i - 10).join();
            if (i == POISON) assertFailed(end, Failure.Internal.class);
            else assertDone(end, i);
        }
    }

    @Test
    void whoeverListensOrWaitsCannotHarmABatch() throws Exception {
        batcher = new Batcher<>(new Troubled((number, inputs) -> {}), ONE_LANE, (name, size, capacity, ran) -> {
            throw new StackOverflowError("a listener's");
        });
        var first = batcher.submit(1);
        var theirs = first.thenApply(end -> {
            throw new OutOfMemoryError("of one who waits");
        });
        assertDone(first.join(), 1);
        assertDone(alone(2), 2);
        assertThat(theirs).isCompletedExceptionally();
    }

    @Test
    void anInterruptThatIsNotACloseEndsNoLane() throws Exception {
        serve((number, inputs) -> {
            if (inputs.contains(POISON)) Thread.currentThread().interrupt();
        });
        for (int i = 10; i < 20; i++) assertDone(alone(i), i);
        assertThat(batcher.heartbeats()).allMatch(heart -> heart.ended().isEmpty());
    }

    @Test
    void aLaneThatGetsNoThreadLeavesNoneOpen() {
        Troubled device = new Troubled((number, inputs) -> {});
        AtomicInteger threads = new AtomicInteger();
        assertThatThrownBy(() -> new Batcher<>(device, new BatcherConfig(3, Duration.ZERO), NONE, run -> {
                    if (threads.incrementAndGet() == 2) throw new OutOfMemoryError("unable to create native thread");
                    return new Thread(run);
                }))
                .isInstanceOf(AcceleratorException.class)
                .hasMessageContaining("no thread for a lane");
        assertThat(device.openLanes).hasValue(0);
    }

    @Test
    void withoutALaneNobodyWaitsForEver() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        serve((number, inputs) -> awaitUninterruptibly(gate));
        var running = batcher.submit(1);
        await().until(() -> batcher.waiting() == 0);
        var waiting = batcher.submit(2);
        batcher.laneEnded("it fell over");
        assertFailed(waiting.join(), Failure.DeviceOutage.class);
        assertFailed(batcher.submit(3).join(), Failure.DeviceOutage.class);
        gate.countDown();
        assertDone(running.join(), 1);
    }

    @Test
    void aLaneShowsHowItIs() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        serve((number, inputs) -> awaitUninterruptibly(gate));
        Heartbeat heart = batcher.heartbeats().getFirst();
        assertThat(heart.loop()).isEqualTo("infer-troubled-0");
        assertThat(heart.working()).isEmpty();
        var running = batcher.submit(1);
        await().until(() -> heart.working().isPresent());
        Duration before = heart.working().get();
        await().until(() -> heart.working().get().compareTo(before) > 0);
        gate.countDown();
        running.join();
        await().until(() -> heart.working().isEmpty());
        Duration quiet = heart.quiet();
        await().until(() -> heart.quiet().compareTo(quiet) > 0);
        await().until(() -> heart.quiet().compareTo(Heartbeat.SIGN.dividedBy(2)) < 0);
        assertThat(heart.ended()).isEmpty();
        batcher.close();
        assertThat(heart.ended()).contains("closed");
    }
}
