package io.kirinuki.worker.ledger;

import java.util.function.LongSupplier;

/**
 * Where backpressure begins and ends, in records in flight of one partition; and the consumers that it holds for. Where
 * far more are in flight than are begun, their bytes count as well.
 */
public final class Marks {
    /** Of a record that waits, on the average; those that are larger fill a partition sooner. */
    private static final int BYTES = 2 << 10;

    private final int high;
    private final int low;
    /** Up to so many are held whatever their size. */
    private final int few;

    private final long bytes;
    private final Consumers consumers;

    public Marks(int high, int low) {
        this(high, low, System::nanoTime);
    }

    Marks(int high, int low, LongSupplier nanos) {
        this(high, low, high, Long.MAX_VALUE, nanos);
    }

    /** @param readOn beyond {@code high}, so many as long as they hold 2 KiB each on the average */
    public static Marks readingOn(int readOn, int high, int low) {
        int lowOfAll = readOn - (high - low);
        return new Marks(readOn, lowOfAll, high, (long) BYTES * readOn, System::nanoTime);
    }

    private Marks(int high, int low, int few, long bytes, LongSupplier nanos) {
        if (low < 0 || high <= low) {
            throw new IllegalArgumentException(
                    "flow.high-mark (%d) must be above flow.low-mark (%d), and that not below 0".formatted(high, low));
        }
        this.high = high;
        this.low = low;
        this.few = few;
        this.bytes = bytes;
        this.consumers = new Consumers(nanos);
    }

    /** Whether a partition with that in flight is to be paused, or stay so. */
    boolean full(InFlight.Load load, boolean paused) {
        int most = paused ? low + 1 : high;
        long mostBytes = paused ? bytes - bytes / 8 : bytes;
        return load.requests() >= most || (load.requests() >= few && load.bytes() >= mostBytes);
    }

    public Consumers consumers() {
        return consumers;
    }
}
