package io.kirinuki.worker.metrics;

import io.prometheus.client.Counter;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Which models are served, and what came of those that appeared. */
public final class ModelMetrics {
    /** A model in use, and the device it runs on. */
    public record Loaded(String model, String version, String sha256, String device) {}

    private final Registry registry;
    private final Counter changes;
    private final Counter halvings;

    ModelMetrics(Registry registry) {
        this.registry = registry;
        changes = registry.counter(
                "model_changes", "Model folders that appeared or changed, and what came of it.", "model", "outcome");
        halvings = registry.counter(
                "batch_halvings", "Times that a run found no memory and the largest batch was halved.", "model");
    }

    /** A model is served from now on. */
    public void serves(String model) {
        halvings.labels(model); // from 0, so that its first one is an increase
    }

    /** How many folders are refused for now. */
    public void refused(IntSupplier folders) {
        registry.gauge(
                "refused_models",
                "Model folders that are refused until something in them changes.",
                List.of(),
                () -> Registry.one(folders.getAsInt()));
    }

    public void halved(String model) {
        halvings.labels(model).inc();
    }

    /** Whether models run on the CPU though a GPU was meant. */
    public void fellBack(BooleanSupplier cpu) {
        registry.gauge(
                "device_fallback",
                "1 where engine.device is auto, a GPU was to be expected and models run on the CPU, else 0.",
                List.of(),
                () -> Registry.one(cpu.getAsBoolean() ? 1 : 0));
    }

    public void changed(String model, ModelChange outcome) {
        changes.labels(model, Registry.word(outcome)).inc();
    }

    /** By model, for each that is served: whether its device is out. */
    public void outages(Supplier<Map<String, Boolean>> models) {
        registry.gauge(
                "device_outage",
                "1 while a model's device fails on a harmless input too, else 0.",
                List.of("model"),
                () -> models.get().entrySet().stream()
                        .map(model -> new Sample(List.of(model.getKey()), model.getValue() ? 1 : 0))
                        .toList());
    }

    /** Names the models that images find at the time of the scrape. */
    public void loaded(Supplier<List<Loaded>> models) {
        registry.gauge(
                "model_info",
                "1 for each model that images run on which begin now.",
                List.of("model", "version", "sha256", "device"),
                () -> models.get().stream()
                        .map(model ->
                                new Sample(List.of(model.model(), model.version(), model.sha256(), model.device()), 1))
                        .toList());
    }
}
