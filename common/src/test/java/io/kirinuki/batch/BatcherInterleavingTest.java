package io.kirinuki.batch;

import static io.kirinuki.batch.Interleavings.started;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BatcherInterleavingTest {
    /** Gives what it takes; logs nothing, for orders are searched through all that runs. */
    private static final class Echo implements Accelerator<Integer, Integer> {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public int maxBatch() {
            return 2;
        }

        @Override
        public Integer harmless() {
            return 0;
        }

        @Override
        public Lane<Integer, Integer> open() {
            return new Lane<>() {
                @Override
                public List<Integer> run(List<Integer> inputs) {
                    return inputs;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }

    /** Its lanes never come to work: what is submitted is for close to end. */
    private static Batcher<Integer, Integer> batcher() throws AcceleratorException {
        return new Batcher<>(
                new Echo(),
                new BatcherConfig(1, Duration.ZERO),
                (name, size, capacity, ran) -> {},
                lane -> new Thread(() -> {}));
    }

    @Test
    void everyFutureEndsHoweverCloseRacesWithSubmit() {
        Interleavings.of(() -> {
            var batcher = batcher();
            Thread submitting = started(() -> batcher.submit(1).join());
            batcher.close();
            submitting.join();
        });
    }

    @Test
    void whoComesIsSeenByOneWhoWaitsAndByOneAlone() {
        Interleavings.of(() -> {
            var line = new WaitingLines<Integer>(new Shares(0.2));
            AtomicInteger taken = new AtomicInteger();
            Thread one = started(() -> taken.addAndGet(line.poll(Long.MAX_VALUE)));
            Thread other = started(() -> line.add(Traffic.BACKFILL, 1));
            line.add(Traffic.LIVE, 2);
            taken.addAndGet(line.poll(Long.MAX_VALUE));
            one.join();
            other.join();
            if (taken.get() != 3) throw new AssertionError("taken: " + taken);
        });
    }
}
