package io.kirinuki.worker.metrics;

import io.prometheus.client.Counter;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What comes in that asks for nothing, and whether the store is there. */
public final class EdgeMetrics {
    private final Registry registry;
    private final Counter ignored;

    EdgeMetrics(Registry registry) {
        this.registry = registry;
        ignored = registry.counter("ignored_records", "Events of stores that ask for nothing.", "reason");
    }

    /** Counts an event that is answered with nothing; the reason's name, in lower case, is the label. */
    public void ignored(Enum<?> reason) {
        ignored.labels(Registry.word(reason)).inc();
    }

    public void storeOutage(BooleanSupplier down) {
        registry.gauge(
                "store_outage",
                "1 while the object store is held to be down, else 0.",
                List.of(),
                () -> Registry.one(down.getAsBoolean() ? 1 : 0));
    }
}
