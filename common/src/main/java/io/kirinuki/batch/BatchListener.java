package io.kirinuki.batch;

import java.time.Duration;

/** Told of what an accelerator does; called on its lanes' threads. */
@FunctionalInterface
public interface BatchListener {
    /** A run gave outputs; {@code capacity} of such inputs had fitted. */
    void batchRan(String accelerator, int size, int capacity, Duration ran);

    /** A run found no memory: it takes at most so many inputs for now. */
    default void lowered(String accelerator, int most) {}
}
