package io.kirinuki.batch;

import io.kirinuki.outcome.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the device behind a batcher runs what any device should: it is out from when a harmless input fails until a run
 * goes well. Whoever needs it meanwhile is told so, but for one batch now and then that tries.
 *
 * <p>Threads: any.
 */
final class Soundness {
    private static final Logger LOG = LoggerFactory.getLogger(Soundness.class);

    /** How long a device that is out is left alone between tries. */
    static final Duration REST = Duration.ofSeconds(1);

    private final String model;
    private final LongSupplier nanos;
    private final AtomicReference<Known> outage = new AtomicReference<>();

    private record Known(long since, long last, String why) {}

    Soundness(String model, LongSupplier nanos) {
        this.model = model;
        this.nanos = nanos;
    }

    /** A harmless input failed. */
    void failed(String why) {
        long now = nanos.getAsLong();
        Known before = outage.getAndUpdate(known -> new Known(known == null ? now : known.since(), now, why));
        if (before == null) LOG.warn("Model {} fails on a harmless input too, its device is out: {}", model, why);
    }

    /** A run went well. */
    void ran() {
        if (outage.get() != null && outage.getAndSet(null) != null) LOG.info("The device of model {} is back", model);
    }

    /** What whoever comes now ends with; empty where a run may be tried. */
    Optional<Failure> resting() {
        Known known = outage.get();
        if (known == null || nanos.getAsLong() - known.last() >= REST.toNanos()) return Optional.empty();
        return Optional.of(new Failure.DeviceOutage(model, known.why()));
    }

    /** How long the device has been out; empty where it is sound. */
    Optional<Outage> outage() {
        return Optional.ofNullable(outage.get())
                .map(known -> new Outage(Duration.ofNanos(nanos.getAsLong() - known.since()), known.why()));
    }
}
