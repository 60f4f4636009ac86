package io.kirinuki.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatcherTest {
    /** Gives back each number negated; runs only while its gate is open; fails batches that a rule refuses. */
    private static final class Numbers implements Accelerator<Integer, Integer> {
        final CountDownLatch gate = new CountDownLatch(1);
        final CountDownLatch entered = new CountDownLatch(1);
        final List<Integer> sizes = new CopyOnWriteArrayList<>();
        final List<Integer> ran = new CopyOnWriteArrayList<>();
        Predicate<List<Integer>> refuses = batch -> false;
        final AtomicInteger closed = new AtomicInteger();
        boolean outOfMemory;
        volatile boolean deaf;
        int lanes = 100;
        Function<Integer, Kind> kind = n -> new Kind("any", maxBatch());

        @Override
        public String name() {
            return "numbers";
        }

        @Override
        public int maxBatch() {
            return 8;
        }

        @Override
        public Kind kind(Integer input) {
            return kind.apply(input);
        }

        @Override
        public Integer harmless() {
            return 0;
        }

        /** Deaf, as native code is, it does not hear an interrupt. */
        private void awaitGate() {
            try {
                gate.await();
            } catch (InterruptedException e) {
                if (deaf) awaitGate();
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }

        @Override
        public Lane<Integer, Integer> open() throws AcceleratorException {
            if (lanes == 0) throw new AcceleratorException("no room for a lane", true, null);
            lanes--;
            return new Lane<>() {
                @Override
                public List<Integer> run(List<Integer> inputs) throws AcceleratorException {
                    entered.countDown();
                    awaitGate();
                    if (refuses.test(inputs)) throw new AcceleratorException("refused", outOfMemory, null);
                    sizes.add(inputs.size());
                    ran.addAll(inputs);
                    return inputs.stream().map(n -> -n).toList();
                }

                @Override
                public void close() {
                    lanes++;
                }
            };
        }
    }

    private static final Urgency BACKFILL = new Urgency(Traffic.BACKFILL, Optional.empty());

    private final Numbers numbers = new Numbers();

    /** Holds the only lane with a first input, so that what is submitted next waits together. */
    private List<CompletableFuture<Outcome<Batched<Integer>>>> submitTogether(Batcher<Integer, Integer> batcher, int n)
            throws InterruptedException {
        List<CompletableFuture<Outcome<Batched<Integer>>>> ends = new ArrayList<>();
        ends.add(batcher.submit(1000));
        numbers.entered.await();
        for (int i = 1; i <= n; i++) ends.add(batcher.submit(i));
        numbers.gate.countDown();
        return ends.subList(1, ends.size());
    }

    private Batcher<Integer, Integer> batcher() throws AcceleratorException {
        return new Batcher<>(numbers, new BatcherConfig(1, Duration.ZERO), (name, size, capacity, ran) -> {});
    }

    private static Integer value(CompletableFuture<Outcome<Batched<Integer>>> end) {
        return switch (end.join()) {
            case Outcome.Done<Batched<Integer>>(var batched) -> batched.output();
            case Outcome.Failed<Batched<Integer>>(var failure) -> throw new AssertionError(failure);
        };
    }

    private static Failure failure(CompletableFuture<Outcome<Batched<Integer>>> end) {
        return switch (end.join()) {
            case Outcome.Done<Batched<Integer>>(var batched) -> throw new AssertionError(batched);
            case Outcome.Failed<Batched<Integer>>(var failure) -> failure;
        };
    }

    /** As pictures of several sizes: 1 to 5 are of one kind, of which two run together, 6 and above of another. */
    @Test
    void whatCannotRunTogetherIsCountedAsTheRunsThatItIs() throws Exception {
        numbers.kind = n -> n > 5 ? new Accelerator.Kind("large", 8) : new Accelerator.Kind("small", 2);
        List<String> told = new CopyOnWriteArrayList<>();
        try (var batcher = new Batcher<>(
                numbers,
                new BatcherConfig(1, Duration.ZERO),
                (name, size, capacity, ran) -> told.add(size + " of " + capacity))) {
            var ends = submitTogether(batcher, 8);
            for (int i = 0; i < 8; i++) assertThat(value(ends.get(i))).isEqualTo(-(i + 1));
            assertThat(numbers.ran).containsExactly(1000, 1, 2, 3, 4, 5, 6, 7, 8);
            assertThat(told).containsExactly("1 of 8", "2 of 2", "2 of 2", "1 of 2", "3 of 8");
            assertThat(ends.get(4).join().orThrow().run().size()).isOne();
            assertThat(ends.get(7).join().orThrow().run().size()).isEqualTo(3);
        }
    }

    @Test
    void takesAllThatWaitsUpToTheLargestBatch() throws Exception {
        try (var batcher = batcher()) {
            var ends = submitTogether(batcher, 11);
            for (int i = 0; i < 11; i++) assertThat(value(ends.get(i))).isEqualTo(-(i + 1));
            assertThat(numbers.sizes).containsExactly(1, 8, 3);
        }
    }

    @Test
    void doesNotWaitForMoreWhileItHasSomething() throws Exception {
        numbers.gate.countDown();
        try (var batcher = batcher()) {
            assertThat(value(batcher.submit(7))).isEqualTo(-7);
            assertThat(numbers.sizes).containsExactly(1);
        }
    }

    @Test
    void lingerWaitsForAFullBatch() throws Exception {
        numbers.gate.countDown();
        var config = new BatcherConfig(1, Duration.ofMinutes(5));
        try (var batcher = new Batcher<>(numbers, config, (name, size, capacity, ran) -> {})) {
            List<CompletableFuture<Outcome<Batched<Integer>>>> ends = new ArrayList<>();
            for (int i = 1; i <= 8; i++) ends.add(batcher.submit(i));
            for (int i = 1; i <= 8; i++) assertThat(value(ends.get(i - 1))).isEqualTo(-i);
            assertThat(numbers.sizes).containsExactly(8);
        }
    }

    @Test
    void liveGoesBeforeBackfillWhichHasItsShareAndFillsWhatIsLeft() throws Exception {
        try (var batcher = batcher()) {
            List<CompletableFuture<Outcome<Batched<Integer>>>> ends = new ArrayList<>();
            var unused = batcher.submit(1000);
            numbers.entered.await();
            for (int i = 1; i <= 8; i++) ends.add(batcher.submit(i, BACKFILL));
            for (int i = 101; i <= 108; i++) ends.add(batcher.submit(i));
            numbers.gate.countDown();
            ends.forEach(BatcherTest::value);
            assertThat(numbers.sizes).containsExactly(1, 8, 8);
            assertThat(numbers.ran)
                    .containsExactly(1000, 101, 102, 103, 104, 1, 105, 106, 107, 108, 2, 3, 4, 5, 6, 7, 8);
        }
    }

    @Test
    void whatExpiredInLineTakesNoPlaceInABatch() throws Exception {
        var late = new Urgency(Traffic.LIVE, Optional.of(Instant.now().minusSeconds(1)));
        var early = new Urgency(Traffic.LIVE, Optional.of(Instant.now().plusSeconds(600)));
        try (var batcher = batcher()) {
            var unused = batcher.submit(1000);
            numbers.entered.await();
            var expired = batcher.submit(1, late);
            List<CompletableFuture<Outcome<Batched<Integer>>>> ends = new ArrayList<>();
            for (int i = 2; i <= 9; i++) ends.add(batcher.submit(i, early));
            var last = batcher.submit(10, late);
            numbers.gate.countDown();
            assertThat(failure(expired)).isInstanceOf(Failure.Expired.class);
            assertThat(failure(last)).isInstanceOf(Failure.Expired.class);
            ends.forEach(BatcherTest::value);
            assertThat(value(batcher.submit(11))).as("the lane lives on").isEqualTo(-11);
            assertThat(numbers.sizes).containsExactly(1, 8, 1);
        }
    }

    @Test
    void whatLingersForAFullBatchEndsWhenClosed() throws Exception {
        var config = new BatcherConfig(1, Duration.ofMinutes(5));
        var batcher = new Batcher<>(numbers, config, (name, size, capacity, ran) -> {});
        var lingering = batcher.submit(1);
        await().until(() -> batcher.waiting() == 0);
        batcher.close();
        assertThat(failure(lingering)).isInstanceOf(Failure.Stopping.class);
    }

    @Test
    void onlyTheInputThatBreaksItsBatchIsPoison() throws Exception {
        numbers.refuses = batch -> batch.contains(5);
        try (var batcher = batcher()) {
            var ends = submitTogether(batcher, 8);
            for (int i = 1; i <= 8; i++) {
                if (i == 5) assertThat(failure(ends.get(4))).isInstanceOf(Failure.Poison.class);
                else assertThat(value(ends.get(i - 1))).isEqualTo(-i);
            }
        }
    }

    @Test
    void aDeviceThatFailsOnHarmlessInputTooBlamesNoImage() throws Exception {
        numbers.refuses = batch -> !batch.contains(1000);
        try (var batcher = batcher()) {
            for (var end : submitTogether(batcher, 3)) {
                assertThat(failure(end)).isInstanceOf(Failure.DeviceOutage.class);
            }
        }
    }

    @Test
    void outOfMemoryHalvesTheLargestBatch() throws Exception {
        numbers.refuses = batch -> batch.size() > 4;
        numbers.outOfMemory = true;
        try (var batcher = batcher()) {
            submitTogether(batcher, 16).forEach(BatcherTest::value);
            assertThat(numbers.sizes).containsExactly(1, 4, 4, 4, 4);
        }
    }

    @Test
    void everyFutureEndsWhenClosed() throws Exception {
        Batcher<Integer, Integer> batcher = batcher();
        var running = batcher.submit(1);
        numbers.entered.await();
        List<CompletableFuture<Outcome<Batched<Integer>>>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) waiting.add(batcher.submit(i));
        batcher.close();
        assertThat(running.get(5, TimeUnit.SECONDS)).isNotNull();
        for (var end : waiting) assertThat(failure(end)).isInstanceOf(Failure.Stopping.class);
        assertThat(failure(batcher.submit(3))).isInstanceOf(Failure.Stopping.class);
    }

    @Test
    void aBugInTheAcceleratorEndsItsInputsAndTheLaneLivesOn() throws Exception {
        numbers.gate.countDown();
        numbers.refuses = batch -> {
            if (batch.contains(13)) throw new IllegalStateException("bug");
            return false;
        };
        try (var batcher = batcher()) {
            assertThat(failure(batcher.submit(13))).isInstanceOf(Failure.Internal.class);
            assertThat(value(batcher.submit(14))).isEqualTo(-14);
        }
    }

    @Test
    void theAcceleratorIsClosedOnceAndAfterItsLastRunAlsoWhenTheCallerIsInterrupted() throws Exception {
        Batcher<Integer, Integer> batcher = batcher();
        var running = batcher.submit(1);
        numbers.entered.await();
        numbers.deaf = true;
        Thread closing = Thread.ofPlatform().start(batcher::close);
        closing.interrupt();
        assertThat(closing.join(Duration.ofMillis(100))).isFalse();
        assertThat(numbers.closed).hasValue(0);
        numbers.gate.countDown();
        closing.join();
        assertThat(value(running)).isEqualTo(-1);
        assertThat(numbers.closed).hasValue(1);
    }

    @Test
    void lanesThatWereOpenedAreClosedWhereOneIsRefused() {
        numbers.lanes = 2;
        var config = new BatcherConfig(3, Duration.ZERO);
        assertThatThrownBy(() -> new Batcher<>(numbers, config, (name, size, capacity, ran) -> {}))
                .isInstanceOf(AcceleratorException.class);
        assertThat(numbers.lanes).isEqualTo(2);
        assertThat(numbers.closed).as("the accelerator is the caller's").hasValue(0);
    }
}
