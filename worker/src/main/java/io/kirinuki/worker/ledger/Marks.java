package io.kirinuki.worker.ledger;

import java.util.function.LongSupplier;

/** Where backpressure begins and ends, in records in flight of one partition; and the consumers that it holds for. */
public final class Marks {
    private final int high;
    private final int low;
    private final Consumers consumers;

    public Marks(int high, int low) {
        this(high, low, System::nanoTime);
    }

    Marks(int high, int low, LongSupplier nanos) {
        if (low < 0 || high <= low) {
            throw new IllegalArgumentException(
                    "flow.high-mark (%d) must be above flow.low-mark (%d), and that not below 0".formatted(high, low));
        }
        this.high = high;
        this.low = low;
        this.consumers = new Consumers(nanos);
    }

    int high() {
        return high;
    }

    int low() {
        return low;
    }

    public Consumers consumers() {
        return consumers;
    }
}
