package io.kirinuki.worker.page;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts batches that ran, since the start. Told by the lanes, for which it costs four additions; any thread. */
public final class Batches {
    private final LongAdder runs = new LongAdder();
    private final LongAdder images = new LongAdder();
    private final LongAdder room = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    public void ran(int size, int capacity, Duration time) {
        runs.increment();
        images.add(size);
        room.add(capacity);
        nanos.add(time.toNanos());
    }

    Sum sum() {
        return new Sum(runs.sum(), images.sum(), room.sum(), nanos.sum());
    }

    /** @param room for images that these runs had */
    record Sum(long runs, long images, long room, long nanos) {
        Sum less(Sum earlier) {
            return new Sum(runs - earlier.runs, images - earlier.images, room - earlier.room, nanos - earlier.nanos);
        }
    }
}
