package io.kirinuki.pipeline;

import static io.kirinuki.batch.Interleavings.started;

import io.kirinuki.batch.Interleavings;
import io.kirinuki.batch.Traffic;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CoresInterleavingTest {
    @Test
    void whoAsksForACoreIsServedOrRefusedHoweverCloseRacesWithIt() {
        Interleavings.of(() -> {
            var cores = new Cores(1);
            AtomicInteger ran = new AtomicInteger();
            Thread closing = started(cores::close);
            boolean served;
            try {
                served = cores.run(ran::incrementAndGet, Traffic.LIVE) == 1;
            } catch (RejectedExecutionException closed) {
                served = false;
            }
            closing.join();
            if (ran.get() != (served ? 1 : 0)) throw new AssertionError("ran " + ran + " times, served: " + served);
        });
    }

    @Test
    void anInterruptLosesNoWork() {
        Interleavings.of(() -> {
            var cores = new Cores(1);
            AtomicInteger ran = new AtomicInteger();
            Thread asking = started(() -> cores.run(ran::incrementAndGet, Traffic.LIVE));
            asking.interrupt();
            cores.run(ran::incrementAndGet, Traffic.BACKFILL);
            asking.join();
            cores.close();
            if (ran.get() != 2) throw new AssertionError("ran: " + ran);
        });
    }
}
