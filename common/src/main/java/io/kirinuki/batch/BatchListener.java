package io.kirinuki.batch;

import java.time.Duration;

/** Told of every run that gave outputs. */
@FunctionalInterface
public interface BatchListener {
    void batchRan(String accelerator, int size, int capacity, Duration ran);
}
