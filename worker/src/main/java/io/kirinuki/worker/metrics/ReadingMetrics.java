package io.kirinuki.worker.metrics;

import io.kirinuki.worker.reading.Owed;
import io.kirinuki.worker.reading.Readings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the worker owes, and what its accelerator is at: {@link Readings} as metrics. */
public final class ReadingMetrics {
    private final Registry registry;

    ReadingMetrics(Registry registry) {
        this.registry = registry;
    }

    public void pass(Readings readings) {
        owed(
                "owed",
                "Records not read yet and requests not answered, of this worker's partitions.",
                readings,
                owed -> owed.total());
        owed("owed_unread", "Records not read yet, of this worker's partitions.", readings, Owed::unread);
        owed("owed_in_flight", "Requests accepted and not answered, retries included.", readings, Owed::inFlight);
        owed("owed_resting", "Requests accepted that are put off for a next attempt.", readings, Owed::resting);
        registry.gauge(
                "oldest_request_seconds",
                "Age of the oldest request that was accepted and not answered; 0 where there is none.",
                List.of("lane"),
                () -> readings.oldest().entrySet().stream()
                        .map(lane -> new Sample(
                                List.of(lane.getKey().name().toLowerCase(Locale.ROOT)),
                                Registry.seconds(lane.getValue())))
                        .toList());
        registry.total(
                "accelerator_seconds",
                "Time of the accelerator, all lanes together as one, by what it is at or waits for.",
                List.of("state"),
                () -> readings.accelerator().entrySet().stream()
                        .map(share -> new Sample(List.of(share.getKey().spelled()), share.getValue()))
                        .toList());
        registry.gauge(
                "accelerator_lanes",
                "Runs that the accelerator takes at the same time.",
                List.of(),
                () -> Registry.one(readings.lanes().all()));
        registry.gauge(
                "efficiency_ratio",
                "Images of the last minute against what the models alone could have done in it.",
                List.of(),
                () -> Registry.one(readings.efficiency()));
        byModel("model_images_per_second", "What a model alone could do, from measured run times.", readings::alone);
        byModel("batch_limit", "The most images that a run takes for now.", readings::largestBatches);
    }

    private void owed(String name, String help, Readings readings, ToDoubleFunction<Owed> part) {
        registry.gauge(name, help, List.of(), () -> Registry.one(part.applyAsDouble(readings.owed())));
    }

    private void byModel(String name, String help, Supplier<? extends Map<String, ? extends Number>> models) {
        registry.gauge(
                name,
                help,
                List.of("model"),
                () -> models.get().entrySet().stream()
                        .map(model -> new Sample(
                                List.of(model.getKey()), model.getValue().doubleValue()))
                        .toList());
    }
}
