package io.kirinuki.batch;

import java.time.Duration;

/**
 * How an accelerator is kept busy.
 *
 * @param lanes runs at the same time
 * @param linger how long a free lane that has something, but not a full batch, waits for more; zero: never
 * @param shares of the places in batches
 */
public record BatcherConfig(int lanes, Duration linger, Shares shares) {
    public BatcherConfig {
        if (lanes < 1) throw new IllegalArgumentException("lanes: at least 1, not " + lanes);
        if (linger.isNegative()) throw new IllegalArgumentException("linger: cannot be negative, is " + linger);
    }

    public BatcherConfig(int lanes, Duration linger) {
        this(lanes, linger, new Shares(Lines.USUAL_BACKFILL_SHARE));
    }
}
